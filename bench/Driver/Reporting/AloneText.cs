using Perdure.Bench.Contests;
using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

/// <summary>The part of the report that is about Perdure under circumstances in which nobody else is measured.</summary>
internal static class AloneText
{
    private static string[] Pictures { get; } = ["held", "held-elsewhere"];

    public static string Write(Measured measured, IReadOnlySet<string> charts)
    {
        var table = new MarkdownTable("Perdure alone", "measured");
        Row("start-up: first step of a worker, warm, ms", Workload.Startup, pass => pass[Figure.FirstStep]);
        Row("start-up: first step of a process, cold, ms", Workload.Startup, pass => pass[Figure.Cold]);
        Row("the same, compiled ahead (ReadyToRun), ms", Workload.Startup, pass => pass[Figure.Cold], Roster.OursAhead);
        Row("idle: statements a second", Workload.Idle, pass => pass[Figure.StatementsPerSecond]);
        Row("idle: commits a second", Workload.Idle, pass => pass[Figure.CommitsPerSecond]);
        Row("idle: % of a core", Workload.Idle, pass => pass[Figure.Cores] * 100);
        Row("idle: of it the worker's", Workload.Idle, pass => pass[Figure.ClientCores] * 100);
        Row("idle: of it the server's", Workload.Idle, pass => pass[Figure.ServerCores] * 100);
        Row("finished runs in the tables, millions", Workload.Finished, pass => pass[Figure.Millions]);
        Row("W1 beside them, runs a second", Workload.Finished, pass => pass[Figure.RunsPerSecond]);
        Row("W1 without them, runs a second", Workload.Finished, pass => pass[Figure.Baseline]);
        Row("W1 beside them, started elsewhere, runs a second", Workload.Finished, pass => pass[Figure.RunsPerSecond], Roster.OursQueued);
        Row("W1 without them, started elsewhere, runs a second", Workload.Finished, pass => pass[Figure.Baseline], Roster.OursQueued);
        HeldRows("", Roster.Ours);
        HeldRows(", started elsewhere", Roster.OursQueued);
        Row("W1 while finished runs are deleted without a rest, runs a second", Workload.Retention, pass => pass[Figure.RunsPerSecond]);
        Row("W1 in the same tables without the deletion, runs a second", Workload.Retention, pass => pass[Figure.Baseline]);
        Row("W1 lost to the deletion, %", Workload.Retention, Goal.Loss);
        Row("runs deleted meanwhile, a second", Workload.Retention, pass => pass[Figure.DeletedPerSecond]);
        Row("backlog: runs started without a worker", Workload.Backlog, pass => pass[Figure.Runs]);
        Row("backlog: starts a second", Workload.Backlog, pass => pass[Figure.StartsPerSecond]);
        Row("backlog: runs a second, drained by a worker with default options", Workload.Backlog, pass => pass[Figure.RunsPerSecond]);
        Row("backlog: resident memory of its process before, MB", Workload.Backlog, pass => pass[Figure.MemoryBefore]);
        Row("backlog: at the most, MB", Workload.Backlog, pass => pass[Figure.MemoryPeak]);
        Row("backlog: ten seconds afterwards, MB", Workload.Backlog, pass => pass[Figure.MemoryAfter]);
        var pictures = string.Concat(Pictures.Where(charts.Contains).Select(picture => $"![]({picture}.svg)\n\n"));
        return $"## Perdure alone\n\n{table}\n{pictures}";

        void HeldRows(string how, string contestant)
        {
            if (Held.Loss(measured, contestant) is { } loss)
            {
                table.Add($"W1 before a transaction is held{how}, runs a second", Numbers.Format(Held.Speed(measured, contestant, held: false)));
                table.Add($"W1 while it is held{how}, runs a second", Numbers.Format(Held.Speed(measured, contestant, held: true)));
                table.Add($"W1 lost in the last third of that time{how}, %", Numbers.Format(loss * 100));
            }
        }

        void Row(string what, string workload, Func<Pass, double?> value, string contestant = Roster.Ours)
        {
            if (measured.Of(workload, contestant, value) is { } spread)
            {
                table.Add(what, Numbers.Format(spread));
            }
        }
    }
}
