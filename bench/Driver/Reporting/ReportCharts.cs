using Perdure.Bench.Charts;
using Perdure.Bench.Contests;
using Perdure.Bench.Profiling;
using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

/// <summary>The charts of the report, by the names of their files.</summary>
internal static class ReportCharts
{
    private static readonly (string Kind, string Meaning)[] Legend = [("ours", "Perdure"), ("engine", "engine"), ("queue", "queue"), ("limit", "limit"), ("second", "server")];

    public static IReadOnlyDictionary<string, string> Draw(Measured measured, Profile? profile)
    {
        var charts = new Dictionary<string, string>();
        Bars("w1", "W1: runs of two steps a second, 200 in flight", "runs a second; more is better", Workload.Throughput, pass => pass[Figure.RunsPerSecond], descending: true);
        Cpu();
        Bars("w1-wal", "W1: write-ahead log a run", "bytes; less is better", Workload.Throughput, pass => pass[Figure.LogBytes]);
        Bars("w2", "W2: from start to result, one run at a time", "milliseconds, p50; less is better", Workload.Latency, pass => pass[Figure.P50]);
        Bars("w3", "W3: a step of a chain of steps", "milliseconds; less is better", Workload.Chain, Goal.PerStep);
        Bars("w4", "W4: 1,000 steps side by side, and their join", "seconds; less is better", Workload.Fan, pass => pass[Figure.Seconds]);
        Bars("w5", "W5: from kill -9 to the last result of all runs in flight", "seconds; less is better", Workload.Recovery, pass => pass[Figure.KillToDone]);
        DrawHeld("held", "W1 while a transaction is held open", Roster.Ours);
        DrawHeld("held-elsewhere", "The same, started elsewhere", Roster.OursQueued);
        DrawProfile();
        return charts;

        void Bars(string name, string title, string unit, string workload, Func<Pass, double?> value, bool descending = false)
        {
            var bars = measured.Contestants(workload)
                .Select(contestant => measured.Of(workload, contestant, value) is { } spread ? new Bar(contestant, Class(contestant), spread) : null)
                .OfType<Bar>();
            Add(name, title, unit, [.. descending ? bars.OrderByDescending(bar => bar.Value.Median) : bars.OrderBy(bar => bar.Value.Median)]);
        }

        void Cpu()
        {
            var bars = measured.Contestants(Workload.Throughput)
                .Where(contestant => measured.Of(Workload.Throughput, contestant, Figure.ServerCpu) is not null)
                .Select(contestant => new Bar(contestant, Class(contestant), measured.Of(Workload.Throughput, contestant, pass => pass[Figure.ClientCpu] + pass[Figure.ServerCpu])!.Value)
                {
                    Second = measured.Of(Workload.Throughput, contestant, Figure.ServerCpu)!.Value.Median,
                })
                .OrderBy(bar => bar.Value.Median);
            Add("w1-cpu", "W1: CPU a run, client and server together", "milliseconds; less is better", [.. bars]);
        }

        void Add(string name, string title, string unit, IReadOnlyList<Bar> bars)
        {
            if (bars.Count > 0)
            {
                charts[name] = BarChart.Draw(title, unit, bars, Legend);
            }
        }

        void DrawHeld(string name, string title, string contestant)
        {
            (double X, double Y)[] points = [.. Held.Passes(measured, contestant, held: true).Select(pass => (pass[Figure.Minute]!.Value, pass[Figure.RunsPerSecond]!.Value))];
            if (points.Length > 0 && Held.Speed(measured, contestant, held: false) is { } before)
            {
                charts[name] = LineChart.Draw(title, "minutes that it is held", "runs a second", points, before.Median, "before it was opened");
            }
        }

        void DrawProfile()
        {
            if (profile is not null)
            {
                charts["where-cpu"] = BarChart.Draw("W1: whose CPU a run takes", "milliseconds of CPU a run", [.. ProfileText.CpuARun(profile).Select(share => Part(share, share.Name == ProfileText.Program ? "ours" : "engine"))]);
                charts["where-sessions"] = BarChart.Draw("W1: what the sessions of the database do", "sessions, on average", [.. profile.Sessions.Take(10).Select(share => Part(share, share.Name == "CPU" ? "ours" : "engine"))]);
            }
        }
    }

    private static Bar Part(Share share, string kind) => new(share.Name, kind, new Spread(share.Amount, share.Amount, share.Amount)) { IsPart = true };

    private static string Class(string contestant) => contestant switch
    {
        Roster.Ours or Roster.OursQueued or Roster.OursAhead => "ours",
        Roster.GroupCommit or Roster.OneCommit or Roster.Batched => "limit",
        _ when Roster.Engines.Contains(contestant) => "engine",
        _ => "queue",
    };
}
