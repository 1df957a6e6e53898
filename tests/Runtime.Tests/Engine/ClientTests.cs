using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class ClientTests(MigratedServer server) : EngineTest(server)
{
    private static readonly WorkflowPlan<string, string> Echo = TestPlan.Of("echo", static (_, call) => new(call.Take()), TestPlan.First("One"));

    [Fact]
    public async Task ARunIsToldWhereItStands()
    {
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(Echo, "x", cancellationToken: Token);

        ExecutionInfo pending = await run.GetAsync(Token);
        pending.ShouldSatisfyAllConditions(
            () => pending.Id.ShouldBe(run.Id),
            () => pending.Workflow.ShouldBe("echo"),
            () => pending.Version.ShouldBe(1),
            () => pending.Status.ShouldBe(ExecutionStatus.Pending),
            () => pending.IsFinished.ShouldBeFalse(),
            () => pending.StartedAt.ShouldBeNull(),
            () => pending.FinishedAt.ShouldBeNull());

        await StartAsync(Echo);
        ExecutionInfo ended = await client.Client.WaitAsync(run.Id, Token);
        ended.ShouldSatisfyAllConditions(
            () => ended.Status.ShouldBe(ExecutionStatus.Success),
            () => ended.IsFinished.ShouldBeTrue(),
            () => ended.Error.ShouldBeNull(),
            () => ended.StartedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(ended.CreatedAt),
            () => ended.FinishedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(ended.StartedAt!.Value));
    }

    [Fact]
    public async Task AnUnknownRunIsNamed()
    {
        TestHost client = await StartClientAsync();
        Guid unknown = Guid.CreateVersion7();

        (await client.Client.GetAsync(unknown, Token)).ShouldBeNull();
        (await Should.ThrowAsync<ExecutionNotFoundException>(async () => await client.Client.WaitAsync(unknown, Token))).Message.ShouldContain(unknown.ToString());
        await Should.ThrowAsync<ExecutionNotFoundException>(async () => await client.Client.GetHandle(Echo, unknown).GetAsync(Token));
        await Should.ThrowAsync<ExecutionNotFoundException>(async () => await client.Client.GetHandle(Echo, unknown).GetResultAsync(Token));
    }

    [Fact]
    public async Task AWaitEndsWithItsTokenAndTheRunGoesOn()
    {
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(Echo, "x", cancellationToken: Token);
        using var impatient = new CancellationTokenSource();
        Task<string> waiting = run.GetResultAsync(impatient.Token).AsTask();

        await impatient.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await StartAsync(Echo);
        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    [Fact]
    public async Task ManyMayWaitForOneRun()
    {
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(Echo, "x", cancellationToken: Token);
        Task<string>[] waiting = [.. Enumerable.Range(0, 10).Select(_ => run.GetResultAsync(Token).AsTask())];

        await StartAsync(Echo);

        (await Task.WhenAll(waiting)).ShouldAllBe(result => result == "x");
    }

    [Fact]
    public async Task AHandleOfAnotherProcessGetsTheSameResult()
    {
        TestHost worker = await StartAsync(Echo);
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(Echo, "x", cancellationToken: Token);

        (await worker.Client.GetHandle(Echo, run.Id).GetResultAsync(Token)).ShouldBe("x");
        (await run.GetResultAsync(Token)).ShouldBe("x");
    }

    [Fact]
    public async Task RunsAreListedNewestFirstPageByPageAndByWhatIsAskedFor()
    {
        TestHost client = await StartClientAsync();
        WorkflowPlan<string, string> other = TestPlan.Of("other", static (_, call) => new(call.Take()), TestPlan.First("One"));
        for (var run = 0; run < 203; run++) await client.Client.StartAsync(Echo, "x", cancellationToken: Token);
        WorkflowHandle<string> last = await client.Client.StartAsync(other, "x", cancellationToken: Token);

        List<ExecutionInfo> all = await client.Client.ListAsync(cancellationToken: Token).ToListAsync(Token);
        all.Count.ShouldBe(204);
        all.Select(run => run.Id).Distinct().Count().ShouldBe(204);
        all.Select(run => run.CreatedAt).ShouldBeInOrder(SortDirection.Descending);
        all[0].Id.ShouldBe(last.Id);
        (await client.Client.ListAsync(new ExecutionFilter { Workflow = "other" }, Token).CountAsync(Token)).ShouldBe(1);
        (await client.Client.ListAsync(new ExecutionFilter { Status = ExecutionStatus.Success }, Token).CountAsync(Token)).ShouldBe(0);
        (await client.Client.ListAsync(new ExecutionFilter { Limit = 3 }, Token).CountAsync(Token)).ShouldBe(3);
        (await client.Client.ListAsync(new ExecutionFilter { CreatedBefore = all[0].CreatedAt }, Token).CountAsync(Token)).ShouldBe(203);
    }

    [Fact]
    public async Task RunsOfAHigherPriorityAreTakenUpFirst()
    {
        var order = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "ranked",
            (_, call) =>
            {
                order.Note(call.Take());
                return new(call.Take());
            },
            TestPlan.First("One"));
        TestHost client = await StartClientAsync();
        foreach ((string name, int priority) in new[] { ("low", -5), ("first", 0), ("second", 0), ("high", 5) })
            await client.Client.StartAsync(plan, name, new StartOptions { Priority = priority }, Token);

        await StartAsync([plan], options => options.MaxRuns = 1);
        await order.WaitForAsync(4);

        order.Entered.ShouldBe(["high", "first", "second", "low"]);
    }

    [Fact]
    public async Task AWorkerTakesRunsOfItsOwnQueuesAndPlansAlone()
    {
        var reached = new Gate();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "queued",
            (_, call) =>
            {
                reached.Note(call.Take());
                return new(call.Take());
            },
            TestPlan.First("One"));
        TestHost client = await StartClientAsync();
        await client.Client.StartAsync(plan, "elsewhere", new StartOptions { Queue = "elsewhere" }, Token);
        await client.Client.StartAsync(Echo, "unknown plan", cancellationToken: Token);
        await client.Client.StartAsync(plan, "here", cancellationToken: Token);

        await StartAsync(plan);
        await reached.WaitForAsync();
        await StartAsync([plan], options =>
        {
            options.Queues.Clear();
            options.Queues.Add("elsewhere");
        });
        await reached.WaitForAsync();

        reached.Entered.ShouldBe(["here", "elsewhere"]);
        await Perdure.Tests.Wait.UntilAsync(async () => await Database.ScalarAsync<string>("select string_agg(status, ',' order by status) from perdure.executions") == "PENDING,SUCCESS,SUCCESS");
    }
}
