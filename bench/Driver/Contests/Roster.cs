using Perdure.Bench.Children;
using Perdure.Bench.Stores;

namespace Perdure.Bench.Contests;

/// <summary>All contestants.</summary>
internal static class Roster
{
    public const string Ours = "perdure";
    public const string OursQueued = "perdure, started elsewhere";
    public const string OursAhead = "perdure, compiled ahead (ReadyToRun)";
    public const string OneCommit = "pgbench, one commit a checkpoint";
    public const string Batched = "pgbench, 1,000 runs a commit";
    public const string GroupCommit = "group-commit probe";

    /// <summary>The names of those that record each step and recover, as we do.</summary>
    public static IReadOnlyList<string> Engines { get; } = ["dbos", "dbos, pool of 50", "restate", "langgraph"];

    /// <summary>The names of those that another wrote, and that may be left out.</summary>
    public static IReadOnlyList<string> Peers { get; } = [.. Engines, "pg-boss", "graphile-worker"];

    public static IReadOnlyList<Contestant> All(Paths paths) =>
    [
        Program(paths, Ours, Kind.Ours, "Load", new() { [Workload.Throughput] = 60_000, [Workload.Latency] = 2_000, [Workload.Chain] = 1_000, [Workload.Fan] = 1_000, [Workload.Recovery] = 1_000, [Workload.Backlog] = 100_000 }),
        Program(paths, OursQueued, Kind.Ours, "Load", new() { [Workload.Throughput] = 30_000 }, ("QUEUED", "1")),
        new(OursAhead, Kind.Ours, new Launch("dotnet", [paths.AheadOfTime("Load")], new Dictionary<string, string>()), new Dictionary<string, int>()),
        Peer(paths, "dbos", Kind.Engine, "dbos", new() { [Workload.Throughput] = 2_000, [Workload.Latency] = 300, [Workload.Chain] = 1_000, [Workload.Fan] = 1_000, [Workload.Recovery] = 1_000 }),
        Peer(paths, "dbos, pool of 50", Kind.Engine, "dbos", new() { [Workload.Throughput] = 2_000 }, ("POOL", "50")),
        Peer(paths, "restate", Kind.Engine, "restate", new() { [Workload.Throughput] = 3_000, [Workload.Latency] = 300, [Workload.Chain] = 1_000, [Workload.Fan] = 1_000, [Workload.Recovery] = 1_000 }) with { UsesRestate = true },
        Peer(paths, "langgraph", Kind.Engine, "langgraph", new() { [Workload.Throughput] = 1_000, [Workload.Latency] = 200, [Workload.Chain] = 1_000, [Workload.Fan] = 1_000, [Workload.Recovery] = 1_000 }),
        Peer(paths, "pg-boss", Kind.Queue, "pg-boss", new() { [Workload.Throughput] = 5_000, [Workload.Latency] = 300 }),
        Peer(paths, "graphile-worker", Kind.Queue, "graphile-worker", new() { [Workload.Throughput] = 5_000, [Workload.Latency] = 300 }),
        Program(paths, GroupCommit, Kind.Limit, "GroupCommit", new() { [Workload.Throughput] = 60_000, [Workload.Latency] = 2_000, [Workload.Chain] = 1_000, [Workload.Fan] = 1_000 }),
        Limit(OneCommit, new Script("one-commit-a-checkpoint.sql", Clients: 64, RunsEach: 1)),
        Limit(Batched, new Script("batched.sql", Clients: 1, RunsEach: 1_000)),
    ];

    /// <summary>Those that can be started here; the others with the reason why not.</summary>
    public static (IReadOnlyList<Contestant> Present, IReadOnlyList<string> Missing) Choose(Paths paths, Func<Contestant, bool> wanted, string programs)
    {
        var asked = All(paths).Where(wanted).ToLookup(contestant => Lacks(paths, contestant, programs));
        return ([.. asked[null]], [.. asked.Where(group => group.Key is not null).SelectMany(group => group.Select(contestant => $"{contestant.Name}: {group.Key}"))]);
    }

    private static string? Lacks(Paths paths, Contestant contestant, string programs)
    {
        if (contestant.PgBench is not null)
        {
            return File.Exists(Path.Combine(programs, "pgbench")) ? null : "the server comes without pgbench";
        }

        if (contestant.UsesRestate && RestateStore.Program(paths) is null)
        {
            return "the package with its server is not installed";
        }

        var (program, script) = (contestant.Launch.Program, contestant.Launch.Arguments[0]);
        return !File.Exists(script) ? $"{Path.GetFileName(script)} is not built"
            : Path.IsPathRooted(program) && !File.Exists(program) ? "its packages are not installed"
            : null;
    }

    private static Contestant Program(Paths paths, string name, Kind kind, string project, Dictionary<string, int> counts, params (string Name, string Value)[] environment) =>
        new(name, kind, new Launch("dotnet", [paths.Program(project)], environment.ToDictionary(setting => setting.Name, setting => setting.Value)), counts);

    // The peers want a newer Node.js than a distribution may have; it comes as a package.
    private static Contestant Peer(Paths paths, string name, Kind kind, string script, Dictionary<string, int> counts, params (string Name, string Value)[] environment) => new(
        name,
        kind,
        new Launch(paths.PeerModule("node", "bin", "node"), [paths.Peer($"{script}.mjs")], environment.ToDictionary(setting => setting.Name, setting => setting.Value)),
        counts);

    private static Contestant Limit(string name, Script script) =>
        new(name, Kind.Limit, new Launch("pgbench", [], new Dictionary<string, string>()), new Dictionary<string, int> { [Workload.Throughput] = 1 }) { PgBench = script };
}
