using System.Globalization;
using System.Text.RegularExpressions;

namespace Perdure.Planning.Tests.Sketching;

/// <summary>What stands in square brackets in a sketch: <c>After(Load), Retry(3, Delay = 1s), Result</c>.</summary>
internal sealed partial class Marks
{
    private readonly List<(string Name, string[] Arguments)> marks = [];

    public RetryDescription? Retry => marks.Find(mark => mark.Name == "Retry").Arguments is { } arguments
        ? new RetryDescription(
            int.Parse(arguments[0], CultureInfo.InvariantCulture),
            Named(arguments, "Delay") ?? "1s",
            double.Parse(Named(arguments, "Factor") ?? "2", CultureInfo.InvariantCulture),
            Named(arguments, "MaxDelay") ?? "5m",
            double.Parse(Named(arguments, "Jitter") ?? "0.2", CultureInfo.InvariantCulture),
            [])
        : null;

    public TimeoutDescription? Timeout => Value("Timeout") is { } text
        ? new TimeoutDescription(text.Length == 0 || text.Contains('=') ? null : text) { Total = Named("Timeout", "Total") }
        : null;

    public static Marks Read(string text)
    {
        var read = new Marks();
        foreach (Match match in Mark().Matches(text))
        {
            read.marks.Add((match.Groups["name"].Value, [.. match.Groups["arguments"].Value.Split(',').Select(argument => argument.Trim())]));
        }

        return read;
    }

    /// <summary>All of them, in order.</summary>
    public IReadOnlyList<(string Name, string[] Arguments)> All => marks;

    public bool Has(string name) => marks.Exists(mark => mark.Name == name);

    public string? Value(string name) => Values(name).FirstOrDefault();

    /// <summary>All arguments of a mark; null: it is not there.</summary>
    public string[]? Arguments(string name) => marks.Find(mark => mark.Name == name).Arguments;

    public IEnumerable<string> Values(string name) => marks.Where(mark => mark.Name == name).Select(mark => mark.Arguments[0]);

    /// <summary>A named argument of a mark; null: it has none.</summary>
    public string? Named(string mark, string name) => marks.Find(one => one.Name == mark).Arguments is { } arguments ? Named(arguments, name) : null;

    private static string? Named(string[] arguments, string name) =>
        arguments.Select(argument => argument.Split('=')).Where(parts => parts[0].Trim() == name).Select(parts => parts[1].Trim()).FirstOrDefault();

    [GeneratedRegex(@"(?<name>\w+)(\((?<arguments>[^)]*)\))?")]
    private static partial Regex Mark();
}
