using System.Text.RegularExpressions;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

public sealed partial class PausePointTests(MigratedServer server) : FaultTest(server)
{
    private const double Long = 60;

    /// <summary>
    /// Three steps are four checkpoints: the first start, two ends with the next start, the end. Of pure code they are three: two ends, and the end of the last with that of the run.
    /// </summary>
    [Theory]
    [InlineData("batch built", 1, false)]
    [InlineData("batch built", 2, false)]
    [InlineData("batch built", 4, false)]
    [InlineData("batch built", 1, true)]
    [InlineData("batch built", 2, true)]
    [InlineData("fence locked", 1, false)]
    [InlineData("fence locked", 2, true)]
    [InlineData("fence locked", 4, false)]
    [InlineData("commit answered, not acted on", 1, false)]
    [InlineData("commit answered, not acted on", 2, false)]
    [InlineData("commit answered, not acted on", 3, false)]
    [InlineData("commit answered, not acted on", 1, true)]
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
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: $"wake row deleted, mail unread|1|{Folder}"))
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
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", lease: 1.5, pause: $"heartbeat refused|1|{Folder}"))
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
        string tests = File.ReadAllText(Path.Combine(SourceTree.Root, "tests", "Runtime.Tests", "Engine", "Faults", $"{nameof(PausePointTests)}.cs"));

        points.Where(point => !tests.Contains($"\"{point}\"", StringComparison.Ordinal) && !tests.Contains($"\"{point}|", StringComparison.Ordinal)).ShouldBeEmpty();
        points.ShouldNotBeEmpty();
    }

    [GeneratedRegex("""PausePoints\.Reach\("([^"]+)"\)""")]
    private static partial Regex ReachCall();
}
