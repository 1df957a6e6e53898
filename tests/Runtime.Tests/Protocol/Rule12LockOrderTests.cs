using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A statement that locks many rows locks them in one order, so that two of them cannot wait for each other.</summary>
public sealed class Rule12LockOrderTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task WorkersThatBringTheSamePlansInDifferentOrderDoNotDeadlock()
    {
        const string register = "insert into perdure.plans (plan, workflow, version, definition) values ($1, $2, 1, '{}')";
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync(register, "a@1", "a");

        Task<TestHolder> registering = TestHolder.RegisterAsync(Store, plans: [PlanOf("b"), PlanOf("a")]);
        await Database.WaitUntilBlockedAsync();
        (await SoonAsync(other.ExecuteAsync(register, "b@1", "b"))).ShouldBe(1);
        await other.ExecuteAsync("commit");

        await SoonAsync(registering);
    }

    [Fact]
    public async Task AKnownPlanIsNotLockedByWhoeverBringsItAgain()
    {
        await TestHolder.RegisterAsync(Store, "first", plans: [PlanOf("a"), PlanOf("b")]);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.plans for update");

        await SoonAsync(TestHolder.RegisterAsync(Store, "second", plans: [PlanOf("b"), PlanOf("a")]));

        await other.ExecuteAsync("commit");
    }

    [Fact]
    public async Task TwoBatchesThatParkTheSameRunsDoNotWaitForEachOther()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 2);
        NpgsqlConnection first = await BeginAsync();
        (await first.CheckpointAsync(holder.Batch(runs[0].Parks(TimeSpan.Zero), runs[1].Parks(TimeSpan.Zero)))).Count.ShouldBe(2);

        (await SoonAsync(holder.CommitAsync(runs[1].Parks(TimeSpan.Zero), runs[0].Parks(TimeSpan.Zero)))).ShouldBeEmpty();
        await first.ExecuteAsync("commit");
    }

    private static WorkflowPlan<string, string> PlanOf(string name) => TestPlan.Of(name, (_, call) => new(call.Take()), TestPlan.First("One"));
}
