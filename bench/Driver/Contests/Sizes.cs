namespace Perdure.Bench.Contests;

/// <summary>How much is done.</summary>
/// <param name="Quick">A small part of everything, to see that it works; its figures say little.</param>
internal sealed record Sizes(bool Quick)
{
    private static readonly HashSet<string> OneAtATime = [Workload.Latency, Workload.Chain, Workload.Fan];

    public TimeSpan PgBench => TimeSpan.FromSeconds(Quick ? 2 : 6);

    public TimeSpan Idle => TimeSpan.FromSeconds(Quick ? 20 : 60);

    /// <summary>For how long a transaction is held.</summary>
    public TimeSpan Hold => TimeSpan.FromMinutes(Quick ? 0.3 : 10);

    /// <summary>How many finished runs stand in the way, in millions.</summary>
    public double FinishedMillions => Quick ? 0.1 : 5;

    /// <summary>How many finished runs a retention has before it, in millions: more than it deletes in all rounds.</summary>
    public double DeletableMillions => Quick ? 0.1 : 1;

    /// <summary>How many runs at the same time.</summary>
    public static int InFlight(string workload) => OneAtATime.Contains(workload) ? 1 : 200;

    /// <summary>How many runs, or steps, of a workload.</summary>
    public int Count(Contestant contestant, string workload) => (Quick, workload) switch
    {
        (false, _) => contestant.Counts[workload],
        (true, Workload.Throughput) => Math.Max(contestant.Counts[workload] / 10, 200),
        (true, _) => Math.Max(contestant.Counts[workload] / 5, 50),
    };
}
