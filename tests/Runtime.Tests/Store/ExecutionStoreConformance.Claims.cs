using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Store;

/// <summary>How a free run finds a holder.</summary>
public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task AClaimMakesTheCallerTheHolderAndTakesTheWakeRow()
    {
        TestHolder holder = await RegisterAsync();
        Guid id = await StartAsync("""{"a":1}""");

        ClaimedRun run = (await holder.ClaimAsync()).ShouldHaveSingleItem();

        run.ShouldBe(new ClaimedRun(id, "chain@1", """{"a":1}""", Token: 1, LastSeq: 0, TakenOverFrom: null));
        (await Store.ReadHoldersAsync([id], default)).ShouldHaveSingleItem().ShouldBe(new HolderRow(id, holder.Id, 1, 0));
        (await Store.GetAsync(id, default))!.Status.ShouldBe(ExecutionStatus.Running);
        (await subject.WakesInAsync(id)).ShouldBeNull();
        (await holder.ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ClaimsTakeTheOldestFirst()
    {
        TestHolder holder = await RegisterAsync();
        List<Guid> started = [];
        for (var run = 0; run < 4; run++) started.Add(await StartAsync());

        List<Guid> claimed = [];
        for (var run = 0; run < 4; run++) claimed.Add((await holder.ClaimOneAsync()).Id);

        claimed.ShouldBe(started);
    }

    [Fact]
    public async Task APointOfPriorityCountsAsTenSecondsOfWaiting()
    {
        TestHolder holder = await RegisterAsync();
        Guid waited15 = await StartAsync();
        await subject.PassAsync(TimeSpan.FromSeconds(15));
        Guid onePoint = await StartAsync(priority: 1);
        Guid twoPoints = await StartAsync(priority: 2);
        Guid noPoints = await StartAsync();
        Guid behind = await StartAsync(priority: -1);

        List<Guid> claimed = [];
        for (var run = 0; run < 5; run++) claimed.Add((await holder.ClaimOneAsync()).Id);

        claimed.ShouldBe([twoPoints, waited15, onePoint, noPoints, behind]);
    }

    [Fact]
    public async Task AClaimTakesNoMoreThanItsLimitOverAllItsQueues()
    {
        TestHolder holder = await RegisterAsync(queues: ["left", "right"]);
        Guid first = await StartAsync(queue: "right");
        Guid second = await StartAsync(queue: "left");
        Guid third = await StartAsync(queue: "right");

        (await holder.ClaimAsync(2)).Select(run => run.Id).ShouldBe([first, second], ignoreOrder: true);
        (await holder.ClaimAsync(2)).ShouldHaveSingleItem().Id.ShouldBe(third);
    }

    [Fact]
    public async Task AWorkerClaimsOnlyFromItsQueuesAndOnlyPlansThatItHas()
    {
        WorkflowPlan second = new WorkflowPlan<string, string>("chain", 2, TestHolder.Plan.Runner) { Input = TestPlan.Text, Output = TestPlan.Text, Steps = TestHolder.Plan.Steps, Result = 1 };
        TestHolder holder = await RegisterAsync(plans: [TestHolder.Plan, second], queues: ["gpu"]);
        Guid mine = await StartAsync(queue: "gpu");
        Guid mineToo = await StartAsync(queue: "gpu", version: 2);
        await StartAsync(queue: "default");
        await StartAsync(queue: "gpu", version: 3);
        await StartAsync(queue: "gpu", workflow: "other");

        (await holder.ClaimAsync()).Select(run => (run.Id, run.PlanId)).ShouldBe([(mine, "chain@1"), (mineToo, "chain@2")], ignoreOrder: true);
    }

    [Fact]
    public async Task WhatADeadWorkerLeftIsTakenOnlyByAWorkerThatHasItsPlan()
    {
        WorkflowPlan second = new WorkflowPlan<string, string>("chain", 2, TestHolder.Plan.Runner) { Input = TestPlan.Text, Output = TestPlan.Text, Steps = TestHolder.Plan.Steps, Result = 1 };
        TestHolder gone = await RegisterAsync("gone", plans: [TestHolder.Plan, second]);
        Guid known = await StartAsync();
        Guid newer = await StartAsync(version: 2);
        Guid woken = await StartAsync(version: 2);
        (await gone.ClaimAsync()).Count.ShouldBe(3);
        await Store.CancelAsync(woken, default);
        await Store.DeclareDeadAsync(gone.Id, default);
        TestHolder old = await RegisterAsync("old");
        TestHolder current = await RegisterAsync("current", plans: [second]);

        (await old.ClaimAsync()).ShouldBeEmpty();
        (await old.TakeOverAsync()).ShouldHaveSingleItem().Id.ShouldBe(known);
        (await current.ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(woken);
        (await current.TakeOverAsync()).ShouldHaveSingleItem().Id.ShouldBe(newer);
    }

    [Fact]
    public async Task ARunIsNotClaimedBeforeItIsDue()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Parks(wakeIn: TimeSpan.FromHours(1)));

        (await holder.ClaimAsync()).ShouldBeEmpty();
        await subject.PassAsync(TimeSpan.FromMinutes(61));

        ClaimedRun again = await holder.ClaimOneAsync();
        again.ShouldBe(run with { Token = 2, LastSeq = 1 });
    }

    [Fact]
    public async Task AHeldRunIsLeftAloneTogetherWithItsWakeRow()
    {
        TestHolder holder = await RegisterAsync("a");
        TestHolder other = await RegisterAsync("b");
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);

        (await other.ClaimAsync()).ShouldBeEmpty();

        (await subject.WakesInAsync(run.Id)).ShouldNotBeNull("or its holder would never learn of the message");
        (await Store.ReadHoldersAsync([run.Id], default)).Single().ShouldBe(new HolderRow(run.Id, holder.Id, 1, 0));
    }

    [Fact]
    public async Task AWakeRowMakesARunOfADeadWorkerClaimable()
    {
        TestHolder dead = await RegisterAsync("a");
        ClaimedRun run = await StartAndClaimAsync(dead);
        await Store.CancelAsync(run.Id, default);
        await Store.DeclareDeadAsync(dead.Id, default);
        TestHolder holder = await RegisterAsync("b");

        ClaimedRun claimed = await holder.ClaimOneAsync();

        claimed.ShouldBe(run with { Token = 2, TakenOverFrom = dead.Id, Recoveries = 1 });
        (await Store.ReadMailAsync([run.Id], default)).ShouldHaveSingleItem().Kind.ShouldBe("CANCEL");
    }

    [Fact]
    public async Task WhatIsLeftOfEndedRunsIsSwept()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);
        await holder.CommitAsync(run.Ends());
        (await subject.WakesInAsync(run.Id)).ShouldNotBeNull("the message came too late for the last checkpoint");

        (await holder.ClaimAsync()).ShouldBeEmpty();

        (await subject.WakesInAsync(run.Id)).ShouldBeNull();
        (await Store.ReadMailAsync([run.Id], default)).ShouldBeEmpty();
        (await Store.GetAsync(run.Id, default))!.Status.ShouldBe(ExecutionStatus.Success);
        (await Store.ReadHoldersAsync([run.Id], default)).Single().Holder.ShouldBeNull();
    }

    [Fact]
    public async Task ADeadIncarnationClaimsNothing()
    {
        TestHolder dead = await RegisterAsync();
        TestHolder other = await RegisterAsync("b");
        ClaimedRun held = await StartAndClaimAsync(other);
        Guid free = await StartAsync();
        await Store.DeclareDeadAsync(dead.Id, default);

        (await dead.ClaimAsync()).ShouldBeEmpty();
        await Store.DeclareDeadAsync(other.Id, default);
        (await dead.TakeOverAsync()).ShouldBeEmpty();

        (await Store.ReadHoldersAsync([free], default)).Single().Holder.ShouldBeNull();
        (await Store.ReadHoldersAsync([held.Id], default)).Single().Holder.ShouldBe(other.Id);
    }

    [Fact]
    public async Task AnIncarnationThatNeverRegisteredClaimsNothing()
    {
        await StartAsync();

        (await Store.ClaimAsync(new Incarnation(Guid.CreateVersion7(), "nobody", [TestHolder.Plan], ["default"]), new ClaimRequest(10, double.NegativeInfinity), default)).Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task AWorkerThatIsTooOldForTheSchemaTakesNothing()
    {
        TestHolder gone = await RegisterAsync("gone");
        await StartAndClaimAsync(gone);
        await Store.DeclareDeadAsync(gone.Id, default);
        await StartAsync();
        TestHolder holder = await RegisterAsync();

        await subject.DemandWorkerAsync(PostgresExecutionStore.WorkerProtocol + 1);

        (await holder.ClaimAsync()).ShouldBeEmpty();
        (await holder.TakeOverAsync()).ShouldBeEmpty();
        (await holder.PollAsync()).MinWorker.ShouldBe(PostgresExecutionStore.WorkerProtocol + 1);
    }
}
