using Microsoft.Extensions.DependencyInjection;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Nothing is run before the checkpoint that it builds on is committed: the commit is held up, and until it is through no step has so much as a place in its worker.</summary>
public sealed class CommitBeforeStartTests(MigratedServer server) : EngineTest(server)
{
    private readonly Gate entered = new();

    [Fact]
    public async Task AFirstStepThatIsNotIdempotentRunsOnceItsStartIsCommitted()
    {
        WorkflowPlan<string, string> plan = Plan(NotIdempotent("One"));
        (TestHost host, GatedStore store) = await StartHeldAsync(plan, batch => Tells(batch, "One", StepStatus.Running));
        TestHost client = await StartClientAsync();

        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);

        await ShouldRunOnceCommittedAsync(host, store, run, "One");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStepBehindAnotherRunsOnceTheResultBeforeItIsCommitted(bool notIdempotent)
    {
        WorkflowPlan<string, string> plan = Plan(TestPlan.First("One"), notIdempotent ? NotIdempotent("Two", 0) : TestPlan.Then("Two", 0));
        (TestHost host, GatedStore store) = await StartHeldAsync(plan, batch => Tells(batch, "One", StepStatus.Success));
        TestHost client = await StartClientAsync();

        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);

        await ShouldRunOnceCommittedAsync(host, store, run, "One", "Two");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ARunThatIsBornHeldRunsOnceItIsCommitted(bool notIdempotent)
    {
        WorkflowPlan<string, string> plan = Plan(notIdempotent ? NotIdempotent("One") : TestPlan.First("One"));
        (TestHost host, GatedStore store) = await StartHeldAsync(plan, static batch => batch.Starts.Count > 0);
        await WarmUpAsync(host);

        Task<WorkflowHandle<string>> start = host.Client.StartAsync(plan, "x", cancellationToken: Token).AsTask();
        await store.HeldAsync();
        start.IsCompleted.ShouldBeFalse("nothing is committed yet");
        host.Host.Services.GetRequiredService<LocalWorker>().Current!.StepsRunning.ShouldBe(0);

        await ShouldRunOnceCommittedAsync(host, store, start, "One");
    }

    [Fact]
    public async Task ARunThatIsBornHeldRunsAStepThatIsNotIdempotentOnceItsStartIsCommitted()
    {
        WorkflowPlan<string, string> plan = Plan(NotIdempotent("One"));
        (TestHost host, GatedStore store) = await StartHeldAsync(plan, batch => Tells(batch, "One", StepStatus.Running));
        await WarmUpAsync(host);

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        await ShouldRunOnceCommittedAsync(host, store, run, "One");
    }

    /// <summary>The last of the steps is the one whose code must not be entered while the commit is held.</summary>
    private async Task ShouldRunOnceCommittedAsync(TestHost host, GatedStore store, Task<WorkflowHandle<string>> start, params string[] steps)
    {
        await store.HeldAsync();

        // A step that is started takes its place in the same moment, before its code reaches a thread of the pool, and gives it back after its code.
        host.Host.Services.GetRequiredService<LocalWorker>().Current!.StepsRunning.ShouldBe(0);
        entered.Entered.ShouldBe(steps[..^1]);
        store.Open();

        (await (await start).GetResultAsync(Token)).ShouldBe(steps[^1]);
        entered.Entered.ShouldBe(steps);
    }

    private Task ShouldRunOnceCommittedAsync(TestHost host, GatedStore store, WorkflowHandle<string> run, params string[] steps) =>
        ShouldRunOnceCommittedAsync(host, store, Task.FromResult(run), steps);

    private async Task<(TestHost Host, GatedStore Store)> StartHeldAsync(WorkflowPlan plan, Func<Batch, bool> holds)
    {
        TestHost host = await StartAsync([plan], null, services: Behind(store => new GatedStore(store) { Holds = holds }));
        return (host, (GatedStore)host.Store);
    }

    private WorkflowPlan<string, string> Plan(params StepPlan[] steps) => TestPlan.Of(
        "commit-first",
        (_, call) =>
        {
            entered.Note(call.Context.StepId);
            return new(call.Context.StepId);
        },
        steps);

    private static StepPlan NotIdempotent(string id, int producer = WorkflowPlan.InputProducer) =>
        new(id) { Inputs = [new StepInput("text", producer)], Level = producer + 1, Output = TestPlan.Text, NotIdempotent = true };

    private static bool Tells(Batch batch, string step, StepStatus status) =>
        batch.Checkpoints.Any(checkpoint => checkpoint.Steps.Any(write => write.StepId == step && write.Status == status));
}
