using System.Text.RegularExpressions;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

public sealed partial class PausePointTests(MigratedServer server) : FaultTest(server)
{
    private const double Long = 60;

    /// <summary>The points at which a test of their own kills, since the checkpoints of a run do not pass them.</summary>
    private const string Unread = "wake row deleted, mail unread";
    private const string Refused = "heartbeat refused";

    /// <summary>At which the tests of the language kill the workers of runs that emit.</summary>
    private const string Appended = "stream appended, not acted on";

    /// <summary>
    /// Where a worker is killed, and at which of the times that it comes there. Three steps are four checkpoints: the first start, two ends with the next start, the end. Of pure code they are
    /// three: two ends, and the end of the last with that of the run.
    /// </summary>
    public static TheoryData<string, int, bool> AtCheckpoints { get; } = new()
    {
        { "batch built", 1, false },
        { "batch built", 2, false },
        { "batch built", 4, false },
        { "batch built", 1, true },
        { "batch built", 2, true },
        { "fence locked", 1, false },
        { "fence locked", 2, true },
        { "fence locked", 4, false },
        { "commit answered, not acted on", 1, false },
        { "commit answered, not acted on", 2, false },
        { "commit answered, not acted on", 3, false },
        { "commit answered, not acted on", 1, true },
    };

    [Theory]
    [MemberData(nameof(AtCheckpoints))]
    public async Task KilledAtACheckpointARunGoesOnAndEndsWithEachResultRecordedOnce(string point, int time, bool ofCode)
    {
        WorkflowHandle<string> run = await StartRunAsync(ofCode);
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: $"{point}|{time}|{Folder}"))
        {
            await WaitUntilPausedAsync();
            await killed.KillAsync();
        }

        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);

        (await run.GetResultAsync(Token)).ShouldMatch("^One/[12] Two/[12] Three/[12]$");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'SUCCESS'")).ShouldBe(3);
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_locks")).ShouldBe(0);
    }

    [Fact]
    public async Task KilledAfterTheLastCheckpointTheRunHasEnded()
    {
        WorkflowHandle<string> run = await StartRunAsync();
        await using var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: $"commit answered, not acted on|4|{Folder}");
        await WaitUntilPausedAsync();
        await killed.KillAsync();

        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/1 Three/1");
    }

    [Fact]
    public async Task KilledBetweenTheWakeRowAndTheMailACancelIsNotLost()
    {
        Steps.Hold("One");
        WorkflowHandle<string> run = await StartRunAsync();
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: $"{Unread}|1|{Folder}"))
        {
            await WaitUntilEnteredAsync("One-1");
            await Database.ExecuteAsync("select perdure.cancel($1)", run.Id);
            await WaitUntilPausedAsync();
            (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(0);
            await killed.KillAsync();
        }

        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);

        await Should.ThrowAsync<WorkflowCancelledException>(async () => await run.GetResultAsync(Token));
    }

    [Fact]
    public async Task KilledWhenItsHeartbeatIsRefusedAWorkersRunGoesOn()
    {
        Steps.Hold("Two");
        WorkflowHandle<string> run = await StartRunAsync();
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", lease: 1.5, pause: $"{Refused}|1|{Folder}"))
        {
            await WaitUntilEnteredAsync("Two-1");
            await Database.ExecuteAsync("update perdure.workers set dead = true");
            await WaitUntilPausedAsync();
            await killed.KillAsync();
        }

        Steps.Release("Two");
        await StartOtherWorkerAsync();

        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
    }

    [Fact]
    public void EachPausePointOfTheProductIsOneAtWhichAWorkerIsKilledHere()
    {
        string source = Path.Combine(SourceTree.Root, "src", "Runtime");
        IEnumerable<string> points = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => ReachCall().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value);
        IEnumerable<string> killedAt = AtCheckpoints.Select(row => row.Data.Item1).Concat([Unread, Refused, Appended, TransactionKillTests.Settled, TransactionKillTests.Committed, QueueKillTests.Granted, .. ScheduleKillTests.Points]);

        points.Distinct().Order(StringComparer.Ordinal).ShouldBe(killedAt.Distinct().Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("""PausePoints\.Reach\("([^"]+)"\)""")]
    private static partial Regex ReachCall();
}
