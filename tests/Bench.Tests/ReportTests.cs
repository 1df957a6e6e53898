using Perdure.Bench.Reporting;
using Perdure.Bench.Results;
using Shouldly;
using Xunit;

namespace Perdure.Bench.Tests;

public sealed class ReportTests
{
    private static readonly Setting Setting = new(new DateOnly(2026, 1, 2), "a machine", "a server", 3, Quick: false, ["restate: no server"]);

    private static readonly Pass[] Throughput =
    [
        W1("perdure", 1, 8_000, client: 0.08, server: 0.10, log: 4_000),
        W1("perdure", 2, 9_000, client: 0.06, server: 0.10, log: 4_200),
        W1("perdure", 3, 10_000, client: 0.07, server: 0.10, log: 4_400),
        W1("dbos", 1, 200, client: 3, server: 4, log: 4_000),
        W1("dbos", 2, 225, client: 3, server: 4, log: 4_000),
        W1("dbos", 3, 250, client: 3, server: 4, log: 4_000),
        W1("dbos, pool of 50", 1, 400, client: 3, server: 4, log: 4_000),
        W1("dbos, pool of 50", 2, 300, client: 3, server: 4, log: 4_000),
        W1("dbos, pool of 50", 3, 250, client: 3, server: 4, log: 4_000),
    ];

    [Fact]
    public void TheTableOfThroughputHasASpreadAndARatioForEachContestant()
    {
        var text = Text(Throughput);

        text.ShouldContain("| perdure | 9,000 (8,000 … 10,000) |  | 0.0700 (0.0600 … 0.0800) | 0.100 | 4,200 (4,000 … 4,400) | – | – | – |");
        text.ShouldContain("| dbos | 225 (200 … 250) | 40.0 | 3.00 | 4.00 | 4,000 | – | – | – |");
    }

    [Fact]
    public void AGoalIsJudgedByTheMedianAndAgainstTheBetterOfTwoSettings()
    {
        var text = Text(Throughput);

        text.ShouldContain("DBOS's (the better of its two pools) | ≥ 35 × | 30.0 × | **missed** |");
        text.ShouldContain("CPU a run, client and server | ≤ 0.2 ms | 0.170 ms | met |");
        text.ShouldContain("WAL a run | ≤ 4.5 KB | 4.20 KB | met |");
        text.ShouldContain("p50 from start to result | ≤ 1.5 ms | – | not measured |");
    }

    [Fact]
    public void WhoDidNotTakePartAndWhatFailedIsSaid()
    {
        var text = Text([.. Throughput, Some.Pass("w2", "langgraph", 2) with { Failure = "It ended with code 1.\nMore of it" }]);

        text.ShouldContain("- Did not take part: restate: no server\n");
        text.ShouldContain("- Failed: w2, round 2, langgraph: It ended with code 1.\n");
    }

    [Fact]
    public void AWorkloadThatNobodyWentThroughHasNoSection() => Text(Throughput).ShouldNotContain("## W3");

    [Fact]
    public void EveryChartThatIsShownIsDrawn()
    {
        var charts = ReportCharts.Draw(new Measured(Throughput), profile: null);
        var text = new ReportText(new Evidence(Setting, Throughput, Profile: null, []), charts.Keys.ToHashSet()).Write();

        charts.Keys.ShouldBe(["w1", "w1-cpu", "w1-wal"]);
        foreach (var chart in charts.Keys)
        {
            text.ShouldContain($"({chart}.svg)");
        }
    }

    [Fact]
    public void OfWhatWasMeasuredTwiceTheLaterCounts()
    {
        var merged = Evidence.Merge([Some.Speed("ours", 1, 1), Some.Speed("ours", 2, 2), Some.Speed("theirs", 1, 3)], [Some.Speed("ours", 1, 9)]);

        merged.Select(pass => (pass.Contestant, pass[Figure.RunsPerSecond])).ShouldBe([("theirs", 3), ("ours", 9)]);
    }

    [Fact]
    public void WhatStandsAroundTheMarkersStays()
    {
        var page = $"# Title\n\nBefore.\n\n{ReportPage.Begin}\nold\n{ReportPage.End}\n\nAfter.\n";

        ReportPage.Place(page, "new\n").ShouldBe($"# Title\n\nBefore.\n\n{ReportPage.Begin}\n\nnew\n\n{ReportPage.End}\n\nAfter.\n");
    }

    [Fact]
    public void APageWithoutMarkersIsNotTouched() => Should.Throw<InvalidOperationException>(() => ReportPage.Place("# Title\n", "new")).Message.ShouldContain("lacks its markers");

    [Theory]
    [InlineData("-- Starts a run.\n-- Locks nothing.\nselect 1", "Starts a run.")]
    [InlineData("select\n  1", "select 1")]
    public void AStatementIsCalledByWhatItSaysOfItself(string statement, string name) => ProfileText.Shorten(statement).ShouldBe(name);

    [Fact]
    public void ACellCannotEndItsRow() =>
        new MarkdownTable("a", "b").Add("x|y", "one\ntwo").ToString().ShouldBe("| a | b |\n| --- | ---: |\n| x\\|y | one two |\n");

    private static string Text(Pass[] passes) => new ReportText(new Evidence(Setting, passes, Profile: null, []), new HashSet<string>()).Write();

    private static Pass W1(string contestant, int round, double speed, double client, double server, double log) =>
        Some.Pass("w1", contestant, round, (Figure.RunsPerSecond, speed), (Figure.ClientCpu, client), (Figure.ServerCpu, server), (Figure.LogBytes, log));
}
