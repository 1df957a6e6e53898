using Perdure.Runtime.Tests.Support;
using Perdure.Storage;

namespace Perdure.Runtime.Tests.Store;

/// <summary>An incarnation with a lane, played by a test.</summary>
internal sealed class TestHolder
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly IExecutionStore store;
    private long lastBatch;

    private TestHolder(IExecutionStore store, Incarnation incarnation)
    {
        this.store = store;
        Incarnation = incarnation;
        Lane = Guid.CreateVersion7();
    }

    public static WorkflowPlan<string, string> Plan { get; } =
        TestPlan.Of("chain", (step, call) => new(step == 0 ? call.Take() : call.Take(0)), TestPlan.First("One"), TestPlan.Then("Two", 0));

    public Incarnation Incarnation { get; }

    public Guid Id => Incarnation.Id;

    public Guid Lane { get; }

    public static async Task<TestHolder> RegisterAsync(IExecutionStore store, string name = "a", WorkflowPlan[]? plans = null, string[]? queues = null)
    {
        var holder = new TestHolder(store, new Incarnation(Guid.CreateVersion7(), name, plans ?? [Plan], queues ?? ["default"]));
        await store.RegisterWorkerAsync(holder.Incarnation, Lease, default);
        await store.OpenLaneAsync(holder.Lane, holder.Id, default);
        return holder;
    }

    public async Task<ClaimedRun> ClaimOneAsync() => (await ClaimAsync(1)).Single();

    public ValueTask<IReadOnlyList<ClaimedRun>> ClaimAsync(int limit = 100) => store.ClaimAsync(Incarnation, limit, default);

    public ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(int limit = 100, params Guid[] held) => store.TakeOverAsync(Incarnation, held, limit, default);

    public ValueTask<PollResult> PollAsync(params Guid[] held) => store.PollAsync(Incarnation, held, default);

    public ValueTask<IReadOnlyList<Message>> TakeMailAsync(ClaimedRun run) => store.TakeMailAsync(run.Id, Id, run.Token, default);

    /// <summary>A batch that waits for a lock as long as a test holds it.</summary>
    public Batch Batch(params Checkpoint[] checkpoints) => new(Id, Lane, ++lastBatch, checkpoints) { LockTimeout = TimeSpan.FromSeconds(30) };

    public async Task<IReadOnlySet<Guid>> CommitAsync(params Checkpoint[] checkpoints) => await store.CommitAsync(Batch(checkpoints), default);
}
