using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.State;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>The snapshot holds counters and a low-water mark: its size does not grow with the plan; and a step's row refers to its inputs instead of copying them.</summary>
public sealed class Rule21StateTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task TheSnapshotOfAThousandStepsIsAsSmallAsThatOfTen()
    {
        TestHolder holder = await RegisterAsync();

        int ten = await StoredSizeAsync(holder, steps: 10);
        int thousand = await StoredSizeAsync(holder, steps: 1_000);

        (thousand - ten).ShouldBeInRange(0, 16, "its numbers have more digits, and that is all");
        thousand.ShouldBeLessThan(200);
    }

    [Fact]
    public void TheSnapshotNamesNoStep() => Snapshot(steps: 50, settled: 30).ShouldNotContain("Step1", Case.Sensitive);

    [Fact]
    public void TheLowWaterMarkStopsAtTheFirstStepThatHasNotSettled()
    {
        var state = new RunState(Chain(5), TimeProvider.System);
        foreach (int step in new[] { 0, 1, 3 }) state.Restore(step, new StepRow($"Step{step}", StepStatus.Success, 1, 0, null, null));

        state.Snapshot().ShouldBe("""{"steps":5,"settled_through":2,"running":0,"waiting":0,"succeeded":3,"failed":0,"cancelled":0,"skipped":0}""");
    }

    [Fact]
    public async Task AStepsRowRefersToItsProducersWhileTheirResultsAreStoredOnce()
    {
        await using TestHost host = await TestHost.StartAsync(Database.ConnectionString, [TestHolder.Plan]);
        var large = new string('x', 10_000);

        WorkflowHandle<string> run = await host.Client.StartAsync(TestHolder.Plan, large);
        await run.GetResultAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        (await Database.ScalarAsync<string>("select string_agg(step_id || ' ' || input::text, '; ' order by step_id) from perdure.execution_steps"))
            .ShouldBe("""One {"text":{"input":true}}; Two {"from0":{"step":"One"}}""");
        (await Database.ScalarAsync<bool>("select bool_and(value #>> '{}' = $1) and count(*) = 2 from perdure.execution_step_inputs", large)).ShouldBeTrue("a view shows the values");
    }

    [Fact]
    public async Task WhoTakesARunOverReadsOnlyTheResultsThatItsNextStepsTake()
    {
        const int Settled = 25;
        WorkflowPlan<string, string> plan = Chain(50);
        TestHolder gone = await TestHolder.RegisterAsync(Store, "gone", [plan]);
        var started = new NewExecution(Guid.CreateVersion7(), plan.Name, plan.Version, "default", 0, "\"x\"");
        await Store.StartAsync(started, default);
        ClaimedRun run = await gone.ClaimOneAsync();
        await gone.CommitAsync(run.Says(steps: [.. Enumerable.Range(0, Settled).Select(step => TestCheckpoint.Succeeded($"Step{step}", $"\"of {step}\""))]));
        await Store.DeclareDeadAsync(gone.Id, default);
        var reading = new ReadingStore(Store);

        await using TestHost heir = await TestHost.StartAsync(
            Database.ConnectionString, [plan], services: services => services.Replace(ServiceDescriptor.Singleton<IExecutionStore>(reading)));
        string result = await heir.Client.GetHandle(plan, run.Id).GetResultAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        result.ShouldBe($"of {Settled - 1}", "each step hands on what the one before it returned");
        reading.Outputs.ShouldBe([new StepKey(run.Id, $"Step{Settled - 1}")]);
    }

    /// <summary>Steps of which each hands on what it takes from the one before it.</summary>
    private static WorkflowPlan<string, string> Chain(int steps) =>
        TestPlan.Of("long", (step, call) => new(call.Take(step == 0 ? WorkflowPlan.InputProducer : step - 1)), [TestPlan.First("Step0"), .. Enumerable.Range(1, steps - 1).Select(step => TestPlan.Then($"Step{step}", step - 1))]);

    private static string Snapshot(int steps, int settled)
    {
        var state = new RunState(Chain(steps), TimeProvider.System);
        for (var step = 0; step < settled; step++) state.Restore(step, new StepRow($"Step{step}", StepStatus.Success, 1, 0, null, null));
        return state.Snapshot();
    }

    private async Task<int> StoredSizeAsync(TestHolder holder, int steps)
    {
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Says(state: Snapshot(steps, settled: steps - 1)));
        return await Database.ScalarAsync<int>("select octet_length(state::text) from perdure.execution_state where execution_id = $1", run.Id);
    }

    /// <summary>Keeps which results were asked for.</summary>
    private sealed class ReadingStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        public ConcurrentQueue<StepKey> Outputs { get; } = new();

        public override ValueTask<IReadOnlyDictionary<StepKey, StoredPayload?>> ReadOutputsAsync(IReadOnlyList<StepKey> steps, CancellationToken cancellationToken)
        {
            foreach (StepKey step in steps) Outputs.Enqueue(step);
            return base.ReadOutputsAsync(steps, cancellationToken);
        }
    }
}
