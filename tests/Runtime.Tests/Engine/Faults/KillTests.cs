using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

public sealed class KillTests(MigratedServer server) : FaultTest(server)
{
    private const double Short = 1.5;
    private const double Long = 60;

    [Fact]
    public async Task AfterAKillAnotherWorkerGoesOnFromTheLastCheckpoint()
    {
        Steps.Hold("Two");
        await using var worker = WorkerProcess.Start(Database.ConnectionString, "doomed", Short);
        WorkflowHandle<string> run = await StartRunAsync();
        await WaitUntilEnteredAsync("Two-1");
        string recorded = await RecordedAsync("One");

        await worker.KillAsync();
        Steps.Release("Two");
        await StartOtherWorkerAsync();

        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Three SUCCESS 1/0, Two SUCCESS 2/0");
        Steps.Entered().Count(entered => entered.StartsWith("One", StringComparison.Ordinal)).ShouldBe(1, "a step with a recorded result does not run again");
        (await RecordedAsync("One")).ShouldBe(recorded);
        (await EventsAsync(run.Id)).ShouldContain("STEP_STARTED Two/1, LOCK_TAKEN_OVER, EXECUTION_RESUMED, STEP_STARTED Two/2, STEP_COMPLETED Two/2");
    }

    [Fact]
    public async Task APauseOutlivesTheWorkerThatWasToCarryItOut()
    {
        Steps.Hold("Two");
        await using var worker = WorkerProcess.Start(Database.ConnectionString, "doomed", Short);
        WorkflowHandle<string> run = await StartRunAsync();
        await WaitUntilEnteredAsync("Two-1");
        await run.PauseAsync(Token);
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.ready") == 0, description: "the holder has read the message");

        await worker.KillAsync();
        Steps.Release("Two");
        await StartOtherWorkerAsync();
        await WaitForStatusAsync(run.Id, "PAUSED");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two WAITING 1/0");
        Steps.Entered().ShouldAllBe(entered => !entered.StartsWith("Two-2", StringComparison.Ordinal));
        await run.ResumeAsync(Token);

        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
    }

    [Fact]
    public async Task AFrozenWorkerWritesNothingOfARunThatWasTerminatedMeanwhile()
    {
        Steps.Hold("Two");
        await using var frozen = WorkerProcess.Start(Database.ConnectionString, "frozen", Long);
        WorkflowHandle<string> run = await StartRunAsync();
        await WaitUntilEnteredAsync("Two-1");
        await frozen.FreezeAsync();
        (await run.TerminateAsync("its worker hangs", Token)).ShouldBeTrue();
        string events = await EventsAsync(run.Id);
        Steps.Release("Two");

        await frozen.ThawAsync();
        (await (await StartRunAsync()).GetResultAsync(Token)).ShouldBe("One/1 Two/1 Three/1", "the worker goes on with others");

        (await EventsAsync(run.Id)).ShouldBe(events);
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two CANCELLED 1/0");
    }

    [Fact]
    public async Task UnderTheSameNameTheNextStartGoesOnWithoutWaitingForTheLease()
    {
        Steps.Hold("Two");
        await using var killed = WorkerProcess.Start(Database.ConnectionString, "phoenix", Long);
        WorkflowHandle<string> run = await StartRunAsync();
        await WaitUntilEnteredAsync("Two-1");
        await killed.KillAsync();
        Steps.Release("Two");

        await using var next = WorkerProcess.Start(Database.ConnectionString, "phoenix", Long);

        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
        (await Database.ScalarAsync<bool>("select bool_and(expires_at > clock_timestamp()) from perdure.workers")).ShouldBeTrue("the lease of the killed one has not passed yet");
        (await EventsAsync(run.Id, "LOCK%")).ShouldBe("LOCK_ACQUIRED, LOCK_TAKEN_OVER, LOCK_RELEASED");
    }

    [Fact]
    public async Task AWorkerThatWasFrozenPastItsLeaseWritesNothingAndBeginsAnew()
    {
        Steps.Hold("Two");
        await using var frozen = WorkerProcess.Start(Database.ConnectionString, "zombie", Short);
        WorkflowHandle<string> run = await StartRunAsync();
        await WaitUntilEnteredAsync("Two-1");
        await frozen.FreezeAsync();
        await StartOtherWorkerAsync();
        await WaitUntilEnteredAsync("Two-2");
        Steps.Hold("Three");
        Steps.Release("Two");
        await WaitUntilEnteredAsync("Three-1");
        string events = await EventsAsync(run.Id);

        await frozen.ThawAsync();
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.workers where name = 'zombie'") == 2);

        (await EventsAsync(run.Id)).ShouldBe(events);
        (await RecordedAsync("Two")).ShouldEndWith("\"One/1 Two/2\"");
        Steps.Release("Three");
        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
        Steps.Entered().ShouldNotContain($"Three-1 {frozen.Id}");
    }

    [Fact]
    public async Task AWorkerThatIsToldToEndHandsItsRunToAnother()
    {
        Steps.Hold("Two");
        await using var told = WorkerProcess.Start(Database.ConnectionString, "told", Long, grace: 0.2);
        WorkflowHandle<string> run = await StartRunAsync();
        await WaitUntilEnteredAsync("Two-1");

        (await told.TerminateAsync()).ShouldBe(0);

        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 1/0, Two WAITING 1/0");
        (await EventsAsync(run.Id)).ShouldEndWith("STEP_STARTED Two/1, STEP_RETRY_SCHEDULED Two/1, LOCK_RELEASED");
        (await Database.ScalarAsync<bool>("select dead from perdure.workers where name = 'told'")).ShouldBeTrue();
        Steps.Release("Two");
        await StartOtherWorkerAsync();
        (await run.GetResultAsync(Token)).ShouldBe("One/1 Two/2 Three/1");
    }

    [Fact]
    public async Task KilledAgainAndAgainARunStillEndsWithEachResultRecordedOnce()
    {
        WorkflowHandle<string> run = await StartRunAsync();
        foreach (string step in new[] { "One-1", "One-2", "Two-1", "Three-1" })
        {
            string name = step[..^2];
            Steps.Hold(name);
            await using var worker = WorkerProcess.Start(Database.ConnectionString, "unlucky", Long);
            await WaitUntilEnteredAsync(step, worker.Id);
            await worker.KillAsync();
            if (step != "One-1") Steps.Release(name);
        }

        await using var last = WorkerProcess.Start(Database.ConnectionString, "unlucky", Long);

        (await run.GetResultAsync(Token)).ShouldBe("One/3 Two/2 Three/2");
        (await StepsAsync(run.Id)).ShouldBe("One SUCCESS 3/0, Three SUCCESS 2/0, Two SUCCESS 2/0");
    }

    private Task<string> RecordedAsync(string step) =>
        Database.ScalarAsync<string>("select concat_ws(' ', status, attempt, started_at, finished_at, updated_at, output) from perdure.execution_steps where step_id = $1", step);
}
