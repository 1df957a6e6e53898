namespace Perdure.Cli;

/// <summary>Something that the user of the command has to mend.</summary>
/// <param name="message">What, and how.</param>
/// <param name="cause">What it was found by.</param>
internal sealed class CommandFailure(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>What was written behind the command: words, and options with a value or without one.</summary>
internal sealed class CommandLine
{
    private static readonly string[] Flags = ["check", "overwrite"];

    private readonly Dictionary<string, string> options = new(StringComparer.Ordinal);

    private CommandLine(IReadOnlyList<string> words) => Words = words;

    /// <summary>What is no option, in order.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <exception cref="CommandFailure">An option has no value, or is there twice.</exception>
    public static CommandLine Parse(IReadOnlyList<string> args)
    {
        var words = new List<string>();
        var line = new CommandLine(words);
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "-h" or "--help") return new CommandLine(["help"]);
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                words.Add(args[i]);
                continue;
            }

            string[] parts = args[i][2..].Split('=', 2);
            string? value = parts.Length == 2 ? parts[1] : Flags.Contains(parts[0]) ? "" : i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal) ? args[++i] : null;
            if (value is null) throw new CommandFailure($"--{parts[0]} has no value");
            if (!line.options.TryAdd(parts[0], value)) throw new CommandFailure($"--{parts[0]} is written twice");
        }

        return line;
    }

    /// <summary>The same, if it has no other options.</summary>
    /// <exception cref="CommandFailure">It has.</exception>
    public CommandLine Allow(params string[] known) => options.Keys.FirstOrDefault(option => !known.Contains(option)) is { } unknown
        ? throw new CommandFailure($"--{unknown} is no option here: there are {string.Join(", ", known.Select(static option => $"--{option}"))}")
        : this;

    public bool Has(string option) => options.ContainsKey(option);

    public string? Find(string option) => options.GetValueOrDefault(option);

    /// <exception cref="CommandFailure">It is not there.</exception>
    public string Need(string option) => Find(option) is { Length: > 0 } value ? value : throw new CommandFailure($"--{option} is missing: see perdure help");
}
