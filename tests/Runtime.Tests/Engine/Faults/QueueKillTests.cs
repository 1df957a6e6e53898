using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>Workers that are killed around a grant: a slot is that of a step, and whoever takes its run over goes on with it.</summary>
public sealed class QueueKillTests(MigratedServer server) : FaultTest(server)
{
    /// <summary>Where a worker is killed whose grant is committed, before it has told anybody.</summary>
    internal const string Granted = "slots granted, nobody told";

    private const double Long = 60;

    [Fact]
    public async Task KilledBetweenAGrantAndItsWakeUpTheStepBeginsWithItsSlot()
    {
        WorkflowHandle<string> run = await StartQueuedAsync();
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: $"{Granted}|1|{Folder}"))
        {
            await WaitUntilPausedAsync();
            await killed.KillAsync();
        }

        (await InQueueAsync()).ShouldBe("1 held, 0 waiting");
        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);

        (await run.GetResultAsync(Token)).ShouldBe("One/1");
        (await InQueueAsync()).ShouldBe("0 held, 0 waiting");
    }

    [Fact]
    public async Task ASlotOfAWorkerThatDiesIsHeldUntilItsRunIsTakenOverAndItsStepEnds()
    {
        Steps.Hold("One");
        WorkflowHandle<string> first = await StartQueuedAsync();
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long))
        {
            await WaitUntilEnteredAsync("One-1");
            await StartQueuedAsync();
            await Wait.UntilAsync(async () => await InQueueAsync() == "1 held, 1 waiting", description: "another waits");
            await killed.KillAsync();
        }

        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);
        await WaitUntilEnteredAsync("One-2");
        (await InQueueAsync()).ShouldBe("1 held, 1 waiting");

        Steps.Release("One");
        (await first.GetResultAsync(Token)).ShouldBe("One/2");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'SUCCESS'") == 2, description: "both have ended");
        (await InQueueAsync()).ShouldBe("0 held, 0 waiting");
    }

    private async Task<WorkflowHandle<string>> StartQueuedAsync()
    {
        TestHost client = await StartClientAsync();
        return await client.Client.StartAsync(ProcessPlans.Queued, Folder, cancellationToken: Token);
    }

    private Task<string> InQueueAsync() => Database.ScalarAsync<string>("select (select count(*) from perdure.queue_slots) || ' held, ' || (select count(*) from perdure.queue_waiters) || ' waiting'");
}
