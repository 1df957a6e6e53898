namespace Perdure.Bench.Contests;

/// <summary>The names of the workloads, as the command line and the results have them.</summary>
internal static class Workload
{
    public const string Throughput = "w1";
    public const string Latency = "w2";
    public const string Chain = "w3";
    public const string Fan = "w4";
    public const string Recovery = "w5";
    public const string RecoveryElsewhere = "w5-elsewhere";
    public const string Startup = "startup";
    public const string Idle = "idle";
    public const string Finished = "finished";
    public const string Held = "held";
    public const string Retention = "retention";
    public const string Backlog = "backlog";
    public const string Profile = "profile";
    public const string Micro = "micro";

    /// <summary>All of them, in the order in which they are measured.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Throughput, Latency, Chain, Fan, Recovery, RecoveryElsewhere, Startup, Idle, Finished, Held, Retention, Backlog, Profile, Micro];
}
