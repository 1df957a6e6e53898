using System.Globalization;
using System.Text;
using Perdure.Bench.Contests;
using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

/// <summary>The text of the report that comes from what was measured.</summary>
internal sealed class ReportText(Evidence evidence, IReadOnlySet<string> charts)
{
    private readonly Setting setting = evidence.Setting;
    private readonly Measured measured = new(evidence.Passes);
    private readonly StringBuilder text = new();

    public string Write()
    {
        Head();
        Goals();
        Section("W1: throughput", Workload.Throughput, Throughput(), "w1", "w1-cpu", "w1-wal");
        Section("W2: latency", Workload.Latency, Latency(), "w2");
        Section("W3: a chain", Workload.Chain, Chain(), "w3");
        Section("W4: a fan", Workload.Fan, Fan(), "w4");
        Section("W5: recovery", Workload.Recovery, Recovery(), "w5");
        this.text.Append(AloneText.Write(this.measured, charts));
        if (evidence.Profile is { } profile)
        {
            this.text.Append("## Where the time goes\n\n").Append(ProfileText.Write(profile)).Append('\n');
        }

        Micro();
        return this.text.ToString();
    }

    private void Head()
    {
        this.text.Append(CultureInfo.InvariantCulture, $"Measured on {this.setting.On:yyyy-MM-dd}. {this.setting.Machine}. {this.setting.Server}.\n");
        this.text.Append(CultureInfo.InvariantCulture, $"Rounds: {string.Join(", ", RoundsOfWorkloads())}.\n");
        this.text.Append(CultureInfo.InvariantCulture, $"Something else used more than 0.15 of a core during {this.measured.Disturbed} of {this.measured.All.Count} passes.\n");
        if (this.setting.Quick)
        {
            this.text.Append("**This was a quick look (`--quick`), with a small part of the work; the figures say little.**\n");
        }

        if (LeftOut() is { Length: > 0 } leftOut)
        {
            this.text.Append(CultureInfo.InvariantCulture, $"\n- Left out, and in none of what follows: {string.Join("; ", leftOut)}");
        }

        foreach (var missing in this.setting.Missing)
        {
            this.text.Append(CultureInfo.InvariantCulture, $"\n- Did not take part: {missing}");
        }

        foreach (var failed in this.measured.All.Where(pass => pass.Failure is not null))
        {
            this.text.Append(CultureInfo.InvariantCulture, $"\n- Failed: {failed.Workload}, round {failed.Round}, {failed.Contestant}: {failed.Failure!.Split('\n')[0]}");
        }

        // A heading follows, and wants an empty line above it, behind a list as well.
        this.text.Append(this.text[^1] == '\n' ? "\n" : "\n\n");
    }

    /// <summary>How often each workload was measured, which differs where a report is put together from parts. What goes by minutes, or is measured once, has no rounds.</summary>
    private IEnumerable<string> RoundsOfWorkloads() => this.measured.All
        .Where(pass => pass is { Failure: null, Workload: not Workload.Held })
        .GroupBy(pass => pass.Workload)
        .GroupBy(passes => passes.Select(pass => pass.Round).Distinct().Count(), passes => passes.Key)
        .OrderByDescending(workloads => workloads.Key)
        .Select(workloads => string.Create(CultureInfo.InvariantCulture, $"{workloads.Key} of {string.Join(", ", workloads)}"));

    /// <summary>The peers that nobody asked for: no pass is theirs, and nothing kept them away.</summary>
    private string[] LeftOut() =>
    [
        .. Roster.Peers.Where(peer => this.measured.All.All(pass => pass.Contestant != peer) && !this.setting.Missing.Any(missing => missing.StartsWith($"{peer}: ", StringComparison.Ordinal))),
    ];

    private void Goals()
    {
        var table = new MarkdownTable("goal", "at least or at most", "measured", "");
        foreach (var goal in Goal.All(this.measured))
        {
            table.Add(
                goal.What,
                $"{(goal.AtLeast ? "≥" : "≤")} {Limit(goal.Limit)} {goal.Unit}",
                Numbers.Format(goal.Reached, $" {goal.Unit}"),
                goal.IsMet switch { true => "met", false => "**missed**", null => "not measured" });
        }

        this.text.Append("## The goals\n\n").Append(table).Append('\n');

        static string Limit(double limit) => limit.ToString("0.##", CultureInfo.InvariantCulture);
    }

    private void Section(string title, string workload, MarkdownTable table, params string[] pictures)
    {
        if (this.measured.Contestants(workload).Count == 0)
        {
            return;
        }

        this.text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n");
        foreach (var picture in pictures.Where(charts.Contains))
        {
            this.text.Append(CultureInfo.InvariantCulture, $"![]({picture}.svg)\n\n");
        }

        this.text.Append(table).Append('\n');
    }

    private MarkdownTable Throughput() => Rows(
        Workload.Throughput,
        ["runs a second", "ours ÷ theirs", "CPU a run, client, ms", "server, ms", "WAL a run, bytes", "records", "syncs", "commits"],
        name =>
        [
            Text(Workload.Throughput, name, Figure.RunsPerSecond),
            name == Roster.Ours ? "" : Numbers.Format(this.measured.Ratio(Workload.Throughput, Figure.RunsPerSecond, Roster.Ours, name)),
            Text(Workload.Throughput, name, Figure.ClientCpu),
            Text(Workload.Throughput, name, Figure.ServerCpu),
            Text(Workload.Throughput, name, Figure.LogBytes),
            Text(Workload.Throughput, name, Figure.LogRecords),
            Text(Workload.Throughput, name, Figure.LogSyncs),
            Text(Workload.Throughput, name, Figure.Commits),
        ]);

    private MarkdownTable Latency() => Rows(
        Workload.Latency,
        ["p50, ms", "p99, ms", "theirs ÷ ours", "CPU a run, client, ms", "server, ms", "WAL a run, bytes"],
        name =>
        [
            Text(Workload.Latency, name, Figure.P50),
            Text(Workload.Latency, name, Figure.P99),
            name == Roster.Ours ? "" : Numbers.Format(this.measured.Ratio(Workload.Latency, Figure.P50, name, Roster.Ours)),
            Text(Workload.Latency, name, Figure.ClientCpu),
            Text(Workload.Latency, name, Figure.ServerCpu),
            Text(Workload.Latency, name, Figure.LogBytes),
        ]);

    private MarkdownTable Chain() => Rows(
        Workload.Chain,
        ["a step, ms", "first hundred", "middle hundred", "last hundred", "theirs ÷ ours", "CPU, client, ms", "server, ms", "WAL, bytes"],
        name =>
        [
            Numbers.Format(this.measured.Of(Workload.Chain, name, Goal.PerStep)),
            Text(Workload.Chain, name, Figure.FirstHundred),
            Text(Workload.Chain, name, Figure.MiddleHundred),
            Text(Workload.Chain, name, Figure.LastHundred),
            .. Whole(Workload.Chain, name),
        ]);

    private MarkdownTable Fan() => Rows(
        Workload.Fan,
        ["seconds", "theirs ÷ ours", "CPU, client, ms", "server, ms", "WAL, bytes"],
        name => [Text(Workload.Fan, name, Figure.Seconds), .. Whole(Workload.Fan, name)]);

    private string[] Whole(string workload, string name) =>
    [
        name == Roster.Ours ? "" : Numbers.Format(this.measured.Ratio(workload, Figure.Seconds, name, Roster.Ours)),
        Text(workload, name, Figure.ClientCpu),
        Text(workload, name, Figure.ServerCpu),
        Text(workload, name, Figure.LogBytes),
    ];

    private MarkdownTable Recovery()
    {
        var table = Rows(Workload.Recovery, Heads, name => Cells(Workload.Recovery, name));
        return this.measured.Contestants(Workload.RecoveryElsewhere).Aggregate(table, (rows, name) => rows.Add([$"{name}, under another name", .. Cells(Workload.RecoveryElsewhere, name)]));

        string[] Cells(string workload, string name) =>
        [
            Text(workload, name, Figure.KillToDone),
            Text(workload, name, Figure.HeldAtKill),
            Text(workload, name, Figure.RepeatedFirstSteps),
            Text(workload, name, Figure.LostRuns),
        ];
    }

    private static string[] Heads { get; } = ["kill to last result, s", "held in step two at the kill", "first steps run twice", "runs lost"];

    private void Micro()
    {
        if (evidence.Micro.Count > 0)
        {
            var table = evidence.Micro.Aggregate(
                new MarkdownTable("benchmark", "of", "µs", "KB allocated"),
                (rows, benchmark) => rows.Add(benchmark.Name, benchmark.Parameters, Numbers.Format(benchmark.Nanoseconds / 1_000), Numbers.Format(benchmark.Bytes / 1_000)));
            this.text.Append("## In memory\n\nThe compiler half and the decisions of a run, without a database, by BenchmarkDotNet: the median of each call.\n\n").Append(table).Append('\n');
        }
    }

    private MarkdownTable Rows(string workload, string[] heads, Func<string, string[]> cells) =>
        this.measured.Contestants(workload).Aggregate(new MarkdownTable(["", .. heads]), (table, name) => table.Add([name, .. cells(name)]));

    private string Text(string workload, string name, string figure) => Numbers.Format(this.measured.Of(workload, name, figure));
}
