using Perdure.Bench.Contests;
using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

/// <summary>What is to be reached.</summary>
/// <param name="What">In words.</param>
/// <param name="Limit">The number.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="AtLeast">Whether more is better.</param>
/// <param name="Reached">What was measured; null where it was not.</param>
internal sealed record Goal(string What, double Limit, string Unit, bool AtLeast, double? Reached)
{
    /// <summary>Whether it is reached; null where it was not measured.</summary>
    public bool? IsMet => Reached is { } reached ? AtLeast ? reached >= Limit : reached <= Limit : null;

    /// <summary>The goals, with what some passes have reached.</summary>
    public static IReadOnlyList<Goal> All(Measured measured)
    {
        return
        [
            new($"W1: runs a second, ours ÷ DBOS's{(Dbos().Count > 1 ? " (the better of its two pools)" : "")}", 35, "×", AtLeast: true, AgainstDbos()),
            new("W1: runs a second, ours ÷ pgbench's with one commit a checkpoint", 2.5, "×", AtLeast: true, measured.Ratio(Workload.Throughput, Figure.RunsPerSecond, Roster.Ours, Roster.OneCommit)?.Median),
            new("W1: CPU a run, client and server", 0.20, "ms", AtLeast: false, Ours(Workload.Throughput, pass => pass[Figure.ClientCpu] + pass[Figure.ServerCpu])),
            new("W1: WAL a run", 4.5, "KB", AtLeast: false, Ours(Workload.Throughput, pass => pass[Figure.LogBytes] / 1000)),
            new("W2: p50 from start to result", 1.5, "ms", AtLeast: false, Ours(Workload.Latency, pass => pass[Figure.P50])),
            new($"W2: p50, ours ÷ the quickest engine's ({(Engines().Count > 0 ? $"of {string.Join(", ", Engines())}" : "none took part")})", 1, "×", AtLeast: false, AgainstQuickest()),
            new("W3: a step of a chain", 0.7, "ms", AtLeast: false, Ours(Workload.Chain, PerStep)),
            new("W3: the last hundred steps ÷ the first hundred", 1.1, "×", AtLeast: false, Ours(Workload.Chain, pass => pass[Figure.LastHundred] / pass[Figure.FirstHundred])),
            new("W3: WAL of the chain", 1.5, "MB", AtLeast: false, Ours(Workload.Chain, pass => pass[Figure.LogBytes] / 1_000_000)),
            new("W4: 1,000 steps and their join", 0.06, "s", AtLeast: false, Ours(Workload.Fan, pass => pass[Figure.Seconds])),
            new("W5: from the kill to the last result, started again under the same name", 2, "s", AtLeast: false, Ours(Workload.Recovery, pass => pass[Figure.KillToDone])),
            new("W5: the same under another name (the lease of 15 s, and one second)", 16, "s", AtLeast: false, Ours(Workload.RecoveryElsewhere, pass => pass[Figure.KillToDone])),
            new("Start-up: from the start of a worker to its first step", 150, "ms", AtLeast: false, Ours(Workload.Startup, pass => pass[Figure.FirstStep])),
            new("Idle: statements a second", 1, "/s", AtLeast: false, Ours(Workload.Idle, pass => pass[Figure.StatementsPerSecond] ?? pass[Figure.CommitsPerSecond])),
            new("Idle: CPU, client and server", 0.5, "% of a core", AtLeast: false, Ours(Workload.Idle, pass => pass[Figure.Cores] * 100)),
            new("W1 beside millions of finished runs: loss", 10, "%", AtLeast: false, Ours(Workload.Finished, Loss)),
            new("the same, started elsewhere: loss", 10, "%", AtLeast: false, measured.Of(Workload.Finished, Roster.OursQueued, Loss)?.Median),
            new("W1 while a transaction is held: loss", 10, "%", AtLeast: false, Held.Loss(measured, Roster.Ours) * 100),
            new("the same, started elsewhere: loss", 10, "%", AtLeast: false, Held.Loss(measured, Roster.OursQueued) * 100),
        ];

        double? Ours(string workload, Func<Pass, double?> value) => measured.Of(workload, Roster.Ours, value)?.Median;

        IReadOnlyList<string> Dbos() => Present(Workload.Throughput, name => name.StartsWith("dbos", StringComparison.Ordinal));

        IReadOnlyList<string> Engines() => Present(Workload.Latency, Roster.Engines.Contains);

        IReadOnlyList<string> Present(string workload, Func<string, bool> which) => [.. measured.Contestants(workload).Where(name => which(name) && measured.Of(workload).Any(pass => pass.Contestant == name))];

        double? AgainstDbos() => Dbos().Select(name => measured.Ratio(Workload.Throughput, Figure.RunsPerSecond, Roster.Ours, name)?.Median).Min();

        double? AgainstQuickest() => Engines().Select(name => measured.Ratio(Workload.Latency, Figure.P50, Roster.Ours, name)?.Median).Max();
    }

    /// <summary>What is lost of the throughput that was measured in the same round under better circumstances, in percent.</summary>
    public static double? Loss(Pass pass) => (1 - (pass[Figure.RunsPerSecond] / pass[Figure.Baseline])) * 100;

    /// <summary>The milliseconds of a step of a chain.</summary>
    public static double? PerStep(Pass pass) => pass[Figure.Seconds] * 1000 / pass[Figure.Steps];
}
