namespace Perdure.Bench.Results;

/// <summary>The names of figures, as programs report them at their marks and as the results have them.</summary>
internal static class Figure
{
    // What a program says of itself.
    public const string Runs = "runs";
    public const string Steps = "steps";
    public const string Seconds = "secs";
    public const string Warm = "warm";
    public const string RunsPerSecond = "runs_per_s";
    public const string P50 = "p50_ms";
    public const string P99 = "p99_ms";
    public const string FirstHundred = "first100_ms";
    public const string MiddleHundred = "mid100_ms";
    public const string LastHundred = "last100_ms";
    public const string FirstStep = "first_step_ms";
    public const string Cold = "cold_ms";

    // What is read around it, for each run; of a workload with one run, for that one.
    public const string ClientCpu = "client_cpu_ms";
    public const string ServerCpu = "server_cpu_ms";
    public const string LogBytes = "wal_bytes";
    public const string LogRecords = "wal_records";
    public const string LogFullPages = "wal_full_pages";
    public const string LogSyncs = "wal_syncs";
    public const string Commits = "commits";

    // What disturbed it, in cores.
    public const string Others = "other_cores";
    public const string Stolen = "stolen_cores";

    // Of recovery.
    public const string KillToDone = "kill_to_done_s";
    public const string HeldAtKill = "held_at_kill";
    public const string RepeatedFirstSteps = "repeated_first_steps";
    public const string LostRuns = "lost_runs";

    // Of idling.
    public const string StatementsPerSecond = "statements_per_s";
    public const string CommitsPerSecond = "commits_per_s";
    public const string Cores = "cores";
    public const string ClientCores = "client_cores";
    public const string ServerCores = "server_cores";

    // Of a workload that is compared with itself under other circumstances.
    public const string Baseline = "baseline_runs_per_s";
    public const string Minute = "minute";
    public const string Millions = "millions";
    public const string IsHeld = "is_held";
    public const string DeletedPerSecond = "deleted_per_s";

    // Of a backlog, in megabytes.
    public const string StartsPerSecond = "starts_per_s";
    public const string MemoryBefore = "rss_before_mb";
    public const string MemoryPeak = "rss_peak_mb";
    public const string MemoryAfter = "rss_after_mb";
}
