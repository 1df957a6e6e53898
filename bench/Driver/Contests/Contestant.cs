using Perdure.Bench.Children;

namespace Perdure.Bench.Contests;

/// <summary>What a contestant is, and so what it may be compared with.</summary>
internal enum Kind
{
    /// <summary>Perdure.</summary>
    Ours,

    /// <summary>Records each step before the next, and recovers.</summary>
    Engine,

    /// <summary>Runs a job once and records that it is done; no steps.</summary>
    Queue,

    /// <summary>Not a product: what the database can do at most.</summary>
    Limit,
}

/// <summary>One that is measured.</summary>
/// <param name="Name">Its name in the results and in the report.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Launch">How it is started; the workload, the count and the number in flight are added.</param>
/// <param name="Counts">For each workload that it takes part in, how many runs or steps.</param>
internal sealed record Contestant(string Name, Kind Kind, Launch Launch, IReadOnlyDictionary<string, int> Counts)
{
    /// <summary>Whether it keeps its runs in Restate's server and not in PostgreSQL.</summary>
    public bool UsesRestate { get; init; }

    /// <summary>A script for pgbench in the place of a program that marks.</summary>
    public Script? PgBench { get; init; }
}

/// <summary>A script for pgbench.</summary>
/// <param name="File">Its name.</param>
/// <param name="Clients">How many sessions run it at the same time.</param>
/// <param name="RunsEach">How many runs one pass through the script is.</param>
internal sealed record Script(string File, int Clients, int RunsEach);
