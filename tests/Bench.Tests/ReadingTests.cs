using Perdure.Bench.Children;
using Perdure.Bench.Contests;
using Perdure.Bench.Machine;
using Perdure.Bench.Measuring;
using Perdure.Bench.Results;
using Perdure.Bench.Stores;
using Shouldly;
using Xunit;

namespace Perdure.Bench.Tests;

public sealed class ReadingTests
{
    [Fact]
    public void AMarkIsRecognizedAndItsNumbersAreRead()
    {
        MarkedProcess.Figures("""@end {"runs":5,"secs":0.25,"note":"text"}""", "end").ShouldBe(new Dictionary<string, double> { ["runs"] = 5, ["secs"] = 0.25 });
        MarkedProcess.Figures("@begin {}", "begin").ShouldBeEmpty();
        MarkedProcess.Figures("@begin {}", "end").ShouldBeNull();
        MarkedProcess.Figures("something else", "end").ShouldBeNull();
    }

    [Fact]
    public void WhatHappenedBetweenTwoReadingsIsSharedByTheRuns()
    {
        var before = Reading(client: 1, server: 2, busy: 10, stolen: 0, bytes: 1_000, at: 0);
        var after = Reading(client: 2, server: 4, busy: 14, stolen: 1, bytes: 5_000, at: 2);

        var figures = before.Until(after, runs: 100);

        figures[Figure.ClientCpu].ShouldBe(10);
        figures[Figure.ServerCpu].ShouldBe(20);
        figures[Figure.LogBytes].ShouldBe(40);
        figures[Figure.Others].ShouldBe(0.5);
        figures[Figure.Stolen].ShouldBe(0.5);
    }

    [Fact]
    public void OfTheStepLogOnlyWholeLinesCount() =>
        StepLog.Parse("7 1 100\n8 2 100\n9 1").ShouldBe([new StepEntry(7, 1, 100), new StepEntry(8, 2, 100)]);

    [Fact]
    public void AMetricIsSummedOverItsLabelsAndNotMistakenForALongerName()
    {
        const string page = "# HELP wal_bytes x\nwal_bytes{a=\"1\"} 5\nwal_bytes{a=\"2\"} 7\nwal_bytes_total{a=\"1\"} 100\nother 1\n";

        RestateStore.Sum(page, "wal_bytes").ShouldBe(12);
        RestateStore.Sum(page, "other").ShouldBe(1);
    }

    [Fact]
    public void AReportOfMicroBenchmarksIsRead()
    {
        const string report = """
            {"Benchmarks":[{"Type":"PlannerBenchmarks","Method":"Plan","Parameters":"Steps=10","Statistics":{"Median":1500.5},"Memory":{"BytesAllocatedPerOperation":2048}}]}
            """;

        MicroBenchmark.Parse(report).ShouldBe([new MicroBenchmark("Planner: Plan", "Steps 10", 1500.5, 2048)]);
    }

    [Fact]
    public void ACommandLineIsRead()
    {
        var options = Options.Parse(["--rounds", "5", "--only", "w1,w2", "--peers", "dbos", "--hold", "0.5"]);

        options.Rounds.ShouldBe(5);
        options.Workloads.ShouldBe(["w1", "w2"], ignoreOrder: true);
        options.Hold.ShouldBe(TimeSpan.FromSeconds(30));
        Wanted(options).ShouldBe(["perdure", "perdure, started elsewhere", "perdure, compiled ahead (ReadyToRun)", "dbos", "dbos, pool of 50", "group-commit probe", "pgbench, one commit a checkpoint", "pgbench, 1,000 runs a commit"]);
        Wanted(Options.Parse(["--no-peers"])).ShouldNotContain("dbos");
        Wanted(Options.Parse([])).ShouldContain("langgraph");
        new Sizes(Quick: false).Hold.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Theory]
    [InlineData("'--fast' is no option", "--fast")]
    [InlineData("There is no workload 'w9'", "--only", "w1,w9")]
    [InlineData("'none' is no number for '--rounds'", "--rounds", "none")]
    [InlineData("'--only' wants a value", "--only")]
    public void ACommandLineThatIsWrongSaysWhy(string message, params string[] arguments) =>
        Should.Throw<ArgumentException>(() => Options.Parse(arguments)).Message.ShouldBe(message);

    [Fact]
    public async Task APassThatWasWrittenIsReadAgain()
    {
        var folder = Directory.CreateTempSubdirectory("perdure-bench-tests-").FullName;
        try
        {
            var file = new ResultFile(Path.Combine(folder, "passes.jsonl"));
            var pass = Some.Speed("ours", 2, 1_234.5) with { Failure = "a\nb" };
            await file.AddAsync(pass);

            var read = (await file.ReadAsync()).ShouldHaveSingleItem();
            read.Figures.ShouldBe(pass.Figures);
            (read with { Figures = pass.Figures }).ShouldBe(pass);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void EveryPeerThatMayBeLeftOutIsOfTheRoster()
    {
        var others = Roster.All(new Paths("/nowhere")).Where(contestant => contestant.Kind is Kind.Engine or Kind.Queue).Select(contestant => contestant.Name);

        Roster.Peers.ShouldBe(others);
    }

    private static IEnumerable<string> Wanted(Options options) => Roster.All(new Paths("/nowhere")).Where(options.Wants).Select(contestant => contestant.Name);

    private static Reading Reading(int client, int server, int busy, int stolen, int bytes, int at) => new(
        TimeSpan.FromSeconds(client),
        TimeSpan.FromSeconds(server),
        new MachineCpu(TimeSpan.FromSeconds(busy), TimeSpan.FromSeconds(stolen)),
        new LogCounters(bytes, 0, 0, 0),
        at * System.Diagnostics.Stopwatch.Frequency);
}
