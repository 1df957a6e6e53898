using Perdure.Runtime.Tests.Engine.Faults;
using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Conditions;

public sealed class ConditionKillTests(MigratedServer server) : FaultTest(server)
{
    [Fact]
    public async Task AfterAKillTheRecordedVerdictCountsThoughThePredicateWouldSayOtherwise()
    {
        Steps.Hold("One");
        await using var worker = WorkerProcess.Start(Database.ConnectionString, "doomed", 1.5);
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(ProcessPlans.Deciding, Folder, cancellationToken: Token);
        await WaitUntilEnteredAsync("One-1");
        await Wait.UntilAsync(async () => await EventsAsync(run.Id, "PREDICATE%") == "PREDICATE_EVALUATED");

        await worker.KillAsync();
        Steps.Hold("verdict");
        Steps.Release("One");
        await StartAsync(ProcessPlans.Deciding);

        (await run.GetResultAsync(Token)).ShouldBe("Yes/1");
        (await StepsAsync(run.Id)).ShouldBe("End SUCCESS 1/0, No SKIPPED 0/0, One SUCCESS 2/0, Yes SUCCESS 1/0");
        (await EventsAsync(run.Id, "PREDICATE%")).ShouldBe("PREDICATE_EVALUATED", "it was not asked again");
    }
}
