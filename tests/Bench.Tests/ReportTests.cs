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
    public void WhoWasLeftOutIsSaid()
    {
        var text = Text(Throughput);

        text.ShouldContain("- Left out, and in none of what follows: langgraph; pg-boss; graphile-worker\n");
        text.ShouldNotContain("Left out, and in none of what follows: dbos");
    }

    [Fact]
    public void RoundsAreThoseOfThePassesWorkloadByWorkload()
    {
        var text = Text([.. Throughput, Some.Pass("w2", "perdure", 1), Some.Pass("w3", "perdure", 1), Some.Pass("w4", "perdure", 1) with { Failure = "no" }, Some.Pass("held", "perdure", 40)]);

        text.ShouldContain("\nRounds: 3 of w1, 1 of w2, w3.\n");
    }

    [Fact]
    public void TheQuickestEngineIsTheQuickestOfThoseThatTookPart()
    {
        Text(Throughput).ShouldContain("| W2: p50, ours ÷ the quickest engine's (none took part) | ≤ 1 × | – | not measured |");
        Text([W2("perdure", 1), W2("dbos", 4), W2("langgraph", 2), W2("pg-boss", 0.5), W2("restate", 1) with { Failure = "no" }])
            .ShouldContain("| W2: p50, ours ÷ the quickest engine's (of dbos, langgraph) | ≤ 1 × | 0.500 × | met |");

        static Pass W2(string contestant, double p50) => Some.Pass("w2", contestant, 1, (Figure.P50, p50));
    }

    [Fact]
    public void OfOneSettingOfAPeerNothingIsTheBetter()
    {
        Text([.. Throughput.Where(pass => pass.Contestant != "dbos, pool of 50")]).ShouldContain("ours ÷ DBOS's | ≥ 35 × | 40.0 × | met |");
    }

    [Fact]
    public void AReportOfPartsIsOfAllTheirMachinesAndMissesOnlyWhoIsInNone()
    {
        var first = Setting with { Machine = "another machine", Quick = true, Missing = ["dbos: not installed", "pg-boss: not installed"] };

        var merged = Evidence.Merge([first, Setting], Throughput);

        merged.ShouldSatisfyAllConditions(
            () => merged.Machine.ShouldBe("a machine; for a part: another machine"),
            () => merged.Server.ShouldBe("a server"),
            () => merged.Quick.ShouldBeTrue(),
            () => merged.Missing.ShouldBe(["pg-boss: not installed", "restate: no server"]));
    }

    [Fact]
    public void RunsThatWereStartedElsewhereHaveRowsOfTheirOwn()
    {
        var text = Text(
        [
            Some.Pass("finished", "perdure, started elsewhere", 1, (Figure.RunsPerSecond, 3_000), (Figure.Baseline, 4_000)),
            Some.Pass("held", "perdure, started elsewhere", 1, (Figure.RunsPerSecond, 4_000), (Figure.IsHeld, 0)),
            Some.Pass("held", "perdure, started elsewhere", 2, (Figure.RunsPerSecond, 3_800), (Figure.IsHeld, 1)),
            Some.Pass("retention", "perdure", 1, (Figure.RunsPerSecond, 7_500), (Figure.Baseline, 10_000), (Figure.DeletedPerSecond, 2_000)),
            Some.Pass("backlog", "perdure", 1, (Figure.RunsPerSecond, 5_000), (Figure.MemoryBefore, 70), (Figure.MemoryPeak, 210), (Figure.MemoryAfter, 200)),
            Some.Pass("startup", "perdure, compiled ahead (ReadyToRun)", 1, (Figure.Cold, 300)),
        ]);

        text.ShouldContain("| W1 beside them, started elsewhere, runs a second | 3,000 |");
        text.ShouldContain("| W1 lost in the last third of that time, started elsewhere, % | 5.00 |");
        text.ShouldContain("| W1 lost to the deletion, % | 25.0 |");
        text.ShouldContain("| backlog: at the most, MB | 210 |");
        text.ShouldContain("| the same, compiled ahead (ReadyToRun), ms | 300 |");
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
