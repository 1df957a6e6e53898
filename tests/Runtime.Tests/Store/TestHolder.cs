using Perdure.Runtime.Tests.Support;
using Perdure.Storage;

namespace Perdure.Runtime.Tests.Store;

/// <summary>An incarnation with a lane, played by a test.</summary>
internal sealed class TestHolder
{
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private readonly IExecutionStore store;
    private readonly HashSet<StepKey> rows = [];
    private long lastBatch;

    private TestHolder(IExecutionStore store, Incarnation incarnation)
    {
        this.store = store;
        Incarnation = incarnation;
        Lane = Guid.CreateVersion7();
    }

    public static WorkflowPlan<string, string> Plan { get; } =
        TestPlan.Of("chain", (step, call) => new(step == 0 ? call.Take() : call.Take(0)), TestPlan.First("One"), TestPlan.Then("Two", 0));

    /// <summary>The same, of a build in which a step takes a signal.</summary>
    public static WorkflowPlan<string, string> Listening { get; } =
        TestPlan.Of("chain", (_, call) => new(call.Take()), new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Signal = new SignalPlan("approved", "approval") });

    public Incarnation Incarnation { get; }

    public Guid Id => Incarnation.Id;

    /// <summary>As statements take them.</summary>
    public string[] Queues => [.. Incarnation.Queues];

    /// <inheritdoc cref="Queues"/>
    public string[] PlanIds => [.. Incarnation.Plans.Select(plan => plan.Id)];

    public Guid Lane { get; }

    public static async Task<TestHolder> RegisterAsync(IExecutionStore store, string name = "a", WorkflowPlan[]? plans = null, string[]? queues = null)
    {
        var holder = new TestHolder(store, new Incarnation(Guid.CreateVersion7(), name, plans ?? [Plan], queues ?? ["default"]));
        await store.RegisterWorkerAsync(holder.Incarnation, Lease, default);
        await store.OpenLaneAsync(holder.Lane, holder.Id, default);
        return holder;
    }

    public async Task<ClaimedRun> ClaimOneAsync() => (await ClaimAsync(1)).Single();

    public async Task<IReadOnlyList<ClaimedRun>> ClaimAsync(int limit = 100) => (await ClaimFromAsync(double.NegativeInfinity, limit)).Runs;

    /// <summary>Reads the queue from a rank on.</summary>
    public ValueTask<Claim> ClaimFromAsync(double rank, int limit = 100) => store.ClaimAsync(Incarnation, new ClaimRequest(limit, rank), default);

    public ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(int limit = 100, bool hasSuspect = false, params Guid[] strays) =>
        store.TakeOverAsync(Incarnation, new TakeOverRequest(strays, hasSuspect), limit, default);

    public ValueTask<PollResult> PollAsync(params Guid[] held) => store.PollAsync(Incarnation, new PollRequest(held, double.NegativeInfinity), default);

    public ValueTask<HolderInspection> InspectHoldersAsync(params Guid[] held) => store.InspectHoldersAsync(Id, held, default);

    public ValueTask<IReadOnlyList<Message>> TakeMailAsync(ClaimedRun run, KnownMail known = default) => store.TakeMailAsync(run.Id, Id, run.Token, known, default);

    /// <summary>A batch that waits for a lock as long as a test holds it.</summary>
    public Batch Batch(params Checkpoint[] checkpoints) => new(Id, Lane, ++lastBatch, checkpoints) { LockTimeout = TimeSpan.FromSeconds(30) };

    /// <summary>Commits; a step that a checkpoint of this holder has written is known to have its row.</summary>
    public async Task<IReadOnlySet<Guid>> CommitAsync(params Checkpoint[] checkpoints)
    {
        IReadOnlySet<Guid> written = await store.CommitAsync(Batch([.. checkpoints.Select(KnowingItsRows)]), default);
        foreach (Checkpoint checkpoint in checkpoints.Where(checkpoint => written.Contains(checkpoint.ExecutionId)))
            rows.UnionWith(checkpoint.Steps.Select(step => new StepKey(checkpoint.ExecutionId, step.StepId, step.Item, step.Round)));
        return written;
    }

    private Checkpoint KnowingItsRows(Checkpoint checkpoint) => new()
    {
        ExecutionId = checkpoint.ExecutionId,
        Token = checkpoint.Token,
        LastSeq = checkpoint.LastSeq,
        Status = checkpoint.Status,
        Output = checkpoint.Output,
        Error = checkpoint.Error,
        State = checkpoint.State,
        Release = checkpoint.Release,
        ClearsRecoveries = checkpoint.ClearsRecoveries,
        WakeIn = checkpoint.WakeIn,
        Steps = [.. checkpoint.Steps.Select(step => step with { HasRow = rows.Contains(new StepKey(checkpoint.ExecutionId, step.StepId, step.Item, step.Round)) })],
        Events = checkpoint.Events,
        Agents = checkpoint.Agents,
        Tags = checkpoint.Tags,
        ConsumedMessages = checkpoint.ConsumedMessages,
        Children = checkpoint.Children,
        Letters = checkpoint.Letters,
        Queues = checkpoint.Queues,
    };
}
