using System.Diagnostics;

namespace Perdure.Bench.Children;

/// <summary>How a program is started.</summary>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Environment">What is added to the environment of this process.</param>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    public Launch With(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var merged = new Dictionary<string, string>(Environment);
        foreach (var (name, value) in environment)
        {
            merged[name] = value;
        }

        return this with { Arguments = [.. Arguments, .. arguments], Environment = merged };
    }

    public Process Start()
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start) ?? throw new ChildFailedException($"'{Program}' did not start");
    }
}
