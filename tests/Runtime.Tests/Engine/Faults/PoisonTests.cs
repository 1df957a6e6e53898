using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

public sealed class PoisonTests(MigratedServer server) : FaultTest(server)
{
    /// <summary>The least that tells the run that ends its worker from those that merely are beside it.</summary>
    private const int MaxRecoveries = 3;

    [Fact]
    public async Task ARunThatEndsItsWorkersIsSetAsideTheOthersSucceedAndItDoesOnceItIsRetried()
    {
        Steps.Poison("Two");
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> poisoned = await client.Client.StartAsync(ProcessPlans.Three, Folder, cancellationToken: Token);
        List<WorkflowHandle<string>> beside = [];
        foreach (string name in new[] { "left", "right" })
        {
            string folder = Directory.CreateDirectory(Path.Combine(Folder, name)).FullName;
            new StepSignals(folder).Hold("One");
            beside.Add(await client.Client.StartAsync(ProcessPlans.Three, folder, cancellationToken: Token));
        }

        // Each start takes over at once what the one before left, since it bears its name.
        var deaths = 0;
        WorkerProcess worker = StartWorker();
        try
        {
            while ((await client.Client.GetAsync(poisoned.Id, Token))!.Status != ExecutionStatus.Failed)
            {
                await Wait.UntilAsync(async () => worker.HasEnded || (await client.Client.GetAsync(poisoned.Id, Token))!.IsFinished);
                if (!worker.HasEnded) continue;
                if (++deaths == MaxRecoveries) await LetThemGoOnAsync();
                await worker.DisposeAsync();
                worker = StartWorker();
            }

            // The first death settles One; from then on nothing of the run settles.
            deaths.ShouldBe(MaxRecoveries + 1);
            ExecutionInfo aside = (await client.Client.GetAsync(poisoned.Id, Token))!;
            aside.Error!.Type.ShouldBe("Perdure.Coordination.RunSetAsideException");
            aside.Error.Message.ShouldContain($"after {MaxRecoveries} it is set aside");
            foreach (WorkflowHandle<string> run in beside) (await run.GetResultAsync(Token)).ShouldStartWith("One/");

            Steps.Heal("Two");
            (await client.Client.RetryAsync(poisoned.Id, Token)).ShouldBeTrue();

            (await poisoned.GetResultAsync(Token)).ShouldStartWith("One/");
            (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events where execution_id = $1 and event_type = 'STEP_COMPLETED'", poisoned.Id)).ShouldBe(3);
        }
        finally
        {
            await worker.DisposeAsync();
        }

        // They are suspects as well now, and would keep their worker from taking the next one for as long as they stay.
        async Task LetThemGoOnAsync()
        {
            (await Database.ScalarAsync<string>("select string_agg(recoveries::text, ' ') from perdure.executions")).ShouldBe("2 2 2", "they went down with it each time");
            foreach (string name in new[] { "left", "right" }) new StepSignals(Path.Combine(Folder, name)).Release("One");
        }

        WorkerProcess StartWorker() => WorkerProcess.Start(Database.ConnectionString, "poisoned", lease: 60, maxRecoveries: MaxRecoveries);
    }
}
