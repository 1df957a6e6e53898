using System.Globalization;

namespace Documents;

/// <summary>What the sample was asked to do.</summary>
/// <param name="Files">The documents to look into; none: finish what is unfinished, else the ones that the sample ships.</param>
/// <param name="IsSequential">Whether the steps run one after the other.</param>
/// <param name="Pause">How long the quicker agent takes at least.</param>
/// <param name="IsHelp">Whether to explain all this instead.</param>
internal sealed record CommandLine(IReadOnlyList<string> Files, bool IsSequential, TimeSpan Pause, bool IsHelp)
{
    /// <summary>What the options do.</summary>
    public const string Help = """
        Looks into text documents: key sentences, addresses, dates, numbers. Each document is one durable run.

          dotnet run --project samples/DocumentInsights -- [OPTION…] [FILE…]

        With files, starts a run for each. Without, finishes the runs that an earlier start left unfinished,
        and where there are none looks into the three documents that come with the sample.

          --slow[=SECONDS]   let the summary take so long (10) and the entities twice as long,
                             so that there is time to kill the process in the middle
          --sequential       run the agents one after the other instead of side by side
          --help             this text
          --                 what follows are files, also where they begin with a dash

        PERDURE_POSTGRES   the connection string of the database; without it a private PostgreSQL is started

        Exit code 0: every document has its insights; 1: some have not; 2: an option is unknown; 130: interrupted.
        """;

    private static readonly CommandLine Nothing = new([], IsSequential: false, TimeSpan.Zero, IsHelp: false);

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(10);

    /// <summary>The database that <c>PERDURE_POSTGRES</c> names; null: a private one.</summary>
    public static string? NamedDatabase => Environment.GetEnvironmentVariable("PERDURE_POSTGRES") is { } name && !string.IsNullOrWhiteSpace(name) ? name : null;

    /// <summary>Reads the arguments; explains them where that was asked for or is needed.</summary>
    /// <param name="arguments">The arguments of the process.</param>
    /// <param name="asked">What they ask for.</param>
    /// <param name="exitCode">The exit code where there is nothing more to do.</param>
    /// <returns>Whether there is more to do.</returns>
    public static bool TryParse(IEnumerable<string> arguments, out CommandLine asked, out int exitCode)
    {
        (asked, exitCode) = (Nothing, 0);
        try
        {
            asked = Parse(arguments);
            if (asked.IsHelp) Console.WriteLine(Help);
            return !asked.IsHelp;
        }
        catch (FormatException exception)
        {
            Console.Error.WriteLine($"{exception.Message}; --help tells what there is");
            exitCode = 2;
            return false;
        }
    }

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">The arguments of the process.</param>
    /// <exception cref="FormatException">An option is unknown.</exception>
    public static CommandLine Parse(IEnumerable<string> arguments)
    {
        var asked = Nothing;
        List<string> files = [];
        var areOptionsOver = false;
        foreach (var argument in arguments)
        {
            if (areOptionsOver || !argument.StartsWith('-')) files.Add(argument);
            else if (argument == "--") areOptionsOver = true;
            else asked = asked.With(argument);
        }

        return asked with { Files = files };
    }

    /// <summary>The documents that come with the sample.</summary>
    public static IReadOnlyList<string> OwnDocuments =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Documents"), "*.txt").Order(StringComparer.Ordinal)];

    /// <summary>Whether to look into the documents that come with the sample: no file was named, and there is nothing to finish first.</summary>
    /// <param name="isAnyUnfinished">Whether there is something to finish first.</param>
    public bool UsesOwnDocuments(bool isAnyUnfinished) => Files.Count == 0 && !isAnyUnfinished;

    private CommandLine With(string option) => option switch
    {
        "--slow" => this with { Pause = Slow },
        "--sequential" => this with { IsSequential = true },
        "--help" or "-h" => this with { IsHelp = true },
        _ when option.StartsWith("--slow=", StringComparison.Ordinal) => this with { Pause = Seconds(option["--slow=".Length..]) },
        _ => throw new FormatException($"unknown option '{option}'"),
    };

    private static TimeSpan Seconds(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds <= 3600
            ? TimeSpan.FromSeconds(seconds)
            : throw new FormatException($"--slow takes seconds, at most 3600, not '{text}'");
}
