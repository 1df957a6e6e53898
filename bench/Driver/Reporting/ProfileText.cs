using System.Text;
using Perdure.Bench.Profiling;

namespace Perdure.Bench.Reporting;

/// <summary>The part of the report that says where the time of a run goes.</summary>
internal static class ProfileText
{
    public const string Program = "program";

    private const int LongestStatement = 160;

    private static readonly (string Counter, string Meaning, double Divisor)[] RuntimeRows =
    [
        ("cpu-usage", "CPU, % of all cores", 1),
        ("alloc-rate", "allocated, MB a second", 1_000_000),
        ("gc-heap-size", "heap, MB", 1),
        ("time-in-gc", "time in collections, %", 1),
        ("gen-0-gc-count", "collections of generation 0, a second", 1),
        ("gen-1-gc-count", "of generation 1", 1),
        ("gen-2-gc-count", "of generation 2", 1),
        ("threadpool-thread-count", "threads of the pool", 1),
        ("threadpool-queue-length", "work that waits for one", 1),
        ("threadpool-completed-items-count", "work done, a second", 1),
        ("monitor-lock-contention-count", "locks that had to be waited for, a second", 1),
        ("exception-count", "exceptions, a second", 1),
    ];

    /// <summary>The CPU of a run in milliseconds, by who used it.</summary>
    public static IEnumerable<Share> CpuARun(Profile profile) =>
        profile.ServerCpu.Prepend(new Share(Program, profile.ClientCpu)).Select(share => share with { Amount = share.Amount / profile.Runs }).OrderByDescending(share => share.Amount);

    public static string Write(Profile profile)
    {
        var text = new StringBuilder();
        text.Append("One more pass of W1, with everything counted; counting costs time itself, so no figure above comes from it.\n\n");
        text.Append("### Whose CPU\n\n![](where-cpu.svg)\n\n");
        text.Append(CpuARun(profile).Aggregate(new MarkdownTable("who", "ms a run"), (table, share) => table.Add(share.Name, Numbers.Format(share.Amount)))).Append('\n');
        text.Append("### What the sessions do\n\nLooked at a hundred times a second. `nothing to do` is a session that waits for the program.\n\n![](where-sessions.svg)\n\n");
        text.Append("### The log\n\n").Append(Log(profile)).Append('\n');
        text.Append("### The tables\n\nRows and bytes a run. An update in place (HOT) touches no index.\n\n").Append(Tables(profile)).Append('\n');
        text.Append("### The statements\n\n").Append(profile.Statements.Count == 0 ? "The server has no `pg_stat_statements`.\n" : Statements(profile)).Append('\n');
        text.Append("### The program\n\nThe runtime's own counters, as means over the pass.\n\n").Append(Runtime(profile));
        return text.ToString();
    }

    private static MarkdownTable Log(Profile profile)
    {
        var log = profile.Log;
        return new MarkdownTable("what `pg_stat_wal` counts", "in all", "a run")
            .Add("bytes", Numbers.Format(log["wal_bytes"]), ARun(log["wal_bytes"]))
            .Add("records", Numbers.Format(log["wal_records"]), ARun(log["wal_records"]))
            .Add("whole pages", Numbers.Format(log["wal_fpi"]), ARun(log["wal_fpi"]))
            .Add("writes", Numbers.Format(log["wal_write"]), ARun(log["wal_write"]))
            .Add("of those, because the buffers were full", Numbers.Format(log["wal_buffers_full"]), ARun(log["wal_buffers_full"]))
            .Add("syncs", Numbers.Format(log["wal_sync"]), ARun(log["wal_sync"]))
            .Add("ms in writes", Numbers.Format(log["wal_write_time"]), ARun(log["wal_write_time"]))
            .Add("ms in syncs", Numbers.Format(log["wal_sync_time"]), ARun(log["wal_sync_time"]));

        string ARun(double amount) => Numbers.Format(amount / profile.Runs);
    }

    private static MarkdownTable Statements(Profile profile) => profile.Statements.Aggregate(
        new MarkdownTable("statement", "calls", "ms a call", "ms a run", "rows a call", "WAL bytes a run"),
        (table, statement) => table.Add(
            $"`{Shorten(statement.Text)}`",
            Numbers.Format(statement.Calls),
            Numbers.Format(statement.Milliseconds / statement.Calls),
            Numbers.Format(statement.Milliseconds / profile.Runs),
            Numbers.Format(statement.Rows / statement.Calls),
            Numbers.Format(statement.LogBytes / profile.Runs)));

    private static MarkdownTable Tables(Profile profile) => profile.Tables.Aggregate(
        new MarkdownTable("table", "inserts", "updates", "of those in place", "deletes", "bytes"),
        (table, use) => table.Add(
            $"`{use.Name}`",
            Numbers.Format(use.Inserted),
            Numbers.Format(use.Updated),
            Numbers.Format(use.InPlace),
            Numbers.Format(use.Deleted),
            Numbers.Format(use.Bytes)));

    private static MarkdownTable Runtime(Profile profile) => RuntimeRows
        .Where(row => profile.Runtime.ContainsKey(row.Counter))
        .Aggregate(new MarkdownTable("counter", "mean"), (table, row) => table.Add(row.Meaning, Numbers.Format(profile.Runtime[row.Counter] / row.Divisor)));

    /// <summary>What a statement says of itself in its first comment, or else its beginning.</summary>
    internal static string Shorten(string statement)
    {
        var lines = statement.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var plain = (lines[0].StartsWith("--", StringComparison.Ordinal) ? lines[0].TrimStart('-', ' ') : string.Join(' ', lines)).Replace('`', '\'');
        return plain.Length > LongestStatement ? $"{plain[..LongestStatement]}…" : plain;
    }
}
