using System.Globalization;
using Perdure.Bench.Contests;

namespace Perdure.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record Options
{
    public const string Usage = """
        Usage: bench/run [options]
          --rounds N             measure everything N times, interleaved (3)
          --only W,…             only these workloads: w1, w2, w3, w4, w5, w5-elsewhere, startup, idle, finished, held,
                                 retention, backlog, profile, micro
          --peers NAME,…         only those peers whose names begin so; ours and the limits always take part
          --no-peers             no peers
          --quick                a small part of everything, to see that it works
          --finished MILLIONS    how many finished runs stand in the way of finished (5) and retention (1)
          --hold MINUTES         how long the transaction is held (10)
          --into FOLDER          where the report goes (docs/performance after a whole run and with --report, else beside the results)
          --report FOLDER,…      measure nothing: write the report of the results in these folders; of what was measured twice, the later counts
        """;

    public int Rounds { get; private init; } = 3;

    public IReadOnlySet<string> Workloads { get; private init; } = Workload.All.ToHashSet();

    /// <summary>How the names of the peers begin that take part; null for all of them.</summary>
    public IReadOnlyList<string>? Peers { get; private init; }

    public bool Quick { get; private init; }

    public double? FinishedMillions { get; private init; }

    public TimeSpan? Hold { get; private init; }

    public string? Into { get; private init; }

    public IReadOnlyList<string>? Report { get; private init; }

    /// <summary>Whether everything is measured, in full.</summary>
    public bool IsWhole => !Quick && Peers is null && Workload.All.All(Workloads.Contains);

    /// <summary>Reads a command line.</summary>
    /// <exception cref="ArgumentException">It is not understood; the message says what.</exception>
    public static Options Parse(IEnumerable<string> arguments)
    {
        var options = new Options();
        var rest = new Queue<string>(arguments);
        while (rest.TryDequeue(out var name))
        {
            options = name switch
            {
                "--rounds" => options with { Rounds = (int)Number(name, rest, atLeast: 1) },
                "--only" => options with { Workloads = Names(name, rest) },
                "--peers" => options with { Peers = Value(name, rest).Split(',') },
                "--no-peers" => options with { Peers = [] },
                "--quick" => options with { Quick = true },
                "--finished" => options with { FinishedMillions = Number(name, rest, atLeast: 0) },
                "--hold" => options with { Hold = TimeSpan.FromMinutes(Number(name, rest, atLeast: 0)) },
                "--into" => options with { Into = Path.GetFullPath(Value(name, rest)) },
                "--report" => options with { Report = [.. Value(name, rest).Split(',').Select(Path.GetFullPath)] },
                _ => throw new ArgumentException($"'{name}' is no option"),
            };
        }

        return options;
    }

    /// <summary>Whether a contestant takes part.</summary>
    public bool Wants(Contestant contestant) =>
        contestant.Kind is Kind.Ours or Kind.Limit || Peers is null || Peers.Any(peer => contestant.Name.StartsWith(peer, StringComparison.OrdinalIgnoreCase));

    private static string Value(string name, Queue<string> rest) => rest.TryDequeue(out var value) ? value : throw new ArgumentException($"'{name}' wants a value");

    private static double Number(string name, Queue<string> rest, double atLeast) =>
        Value(name, rest) is var value && double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= atLeast
            ? number
            : throw new ArgumentException($"'{value}' is no number for '{name}'");

    private static HashSet<string> Names(string name, Queue<string> rest)
    {
        var names = Value(name, rest).Split(',').ToHashSet();
        var unknown = names.Except(Workload.All).FirstOrDefault();
        return unknown is null ? names : throw new ArgumentException($"There is no workload '{unknown}'");
    }
}
