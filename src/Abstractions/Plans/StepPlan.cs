namespace Perdure;

/// <summary>Where a parameter of a step comes from.</summary>
/// <param name="parameter">The parameter's name.</param>
/// <param name="producer">The index of the producing step in <see cref="WorkflowPlan.Steps"/>, or <see cref="WorkflowPlan.InputProducer"/>.</param>
public sealed class StepInput(string parameter, int producer)
{
    /// <summary>The parameter's name.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>The index of the producing step, or <see cref="WorkflowPlan.InputProducer"/>; where several exclude one another, the first of them.</summary>
    public int Producer { get; } = producer;

    /// <summary>All that may produce it: of steps that exclude one another, at most one does in a run.</summary>
    public IReadOnlyList<int> Producers { get; init; } = [producer];

    /// <summary>Whether it is null where all its producers are skipped; if not, its step is skipped with them.</summary>
    public bool IsOptional { get; init; }
}

/// <summary>One step of a plan. Written by the generator; the position in the plan is never stored, the id is. What a step can have more than its id is set by name, so that plans in compiled libraries outlive each addition.</summary>
/// <param name="id">The durable id.</param>
public sealed class StepPlan(string id)
{
    /// <summary>The durable id.</summary>
    public string Id { get; } = id;

    /// <summary>The agent's name for a declared step, else null.</summary>
    public string? Agent { get; init; }

    /// <summary>The plan whose run does the work of a declared step, else null. Asked for when it is needed: plans may name one another.</summary>
    public Func<WorkflowPlan>? Child { get; init; }

    /// <summary>What becomes of its child when the run has failed or is cancelled.</summary>
    public ParentClosePolicy ParentClose { get; init; }

    /// <summary>Where its data parameters come from.</summary>
    public IReadOnlyList<StepInput> Inputs { get; init; } = [];

    /// <summary>The indexes of steps that have to settle first although nothing is taken from them.</summary>
    public IReadOnlyList<int> After { get; init; } = [];

    /// <summary>What decides whether it runs or is skipped, once everything that it waits for has settled. All of it has to hold.</summary>
    public IReadOnlyList<ConditionPlan> Conditions { get; init; } = [];

    /// <summary>0 for a step that waits for no other, else one more than the highest level it waits for. Steps of one level can run side by side.</summary>
    public int Level { get; init; }

    /// <summary>The declared result, or null where the step returns nothing.</summary>
    public PayloadType? Output { get; init; }

    /// <summary>When it is tried again.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>The wait between everything being there and its first attempt.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What says how long that wait is, where data decides on it; null: <see cref="Delay"/> does.</summary>
    public DelayPlan? DelayBy { get; init; }

    /// <summary>The message from outside that it takes, and waits for behind its delay; null: none.</summary>
    public SignalPlan? Signal { get; init; }

    /// <summary>That its agent may ask back, and by what it is answered; null: an agent that does fails it.</summary>
    public InterruptPlan? Interrupt { get; init; }

    /// <summary>The longest time of an attempt, which for a child run is that from its start to its end; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The longest time of all attempts together, from the start of the first; null: no limit.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>The longest silence of an attempt between two heartbeats; null: no limit.</summary>
    public TimeSpan? HeartbeatTimeout { get; init; }

    /// <summary>Lets it take the result that another run recorded; null: it runs.</summary>
    public CachePlan? Cache { get; init; }

    /// <summary>Runs it once for each item of a collection; null: once.</summary>
    public MapPlan? Map { get; init; }

    /// <summary>Runs it, or each item of it, in rounds; null: once.</summary>
    public RepeatPlan? Repeat { get; init; }

    /// <summary>The queue of which each attempt takes a slot; null: none.</summary>
    public OnQueuePlan? Queue { get; init; }

    /// <summary>Undoes it when its run fails or is cancelled; null: what it did stays.</summary>
    public CompensationPlan? Compensation { get; init; }

    /// <summary>Whether doing it twice does harm.</summary>
    public bool NotIdempotent { get; init; }

    /// <summary>The name of the tag that its result is; null: it is none.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether it takes a transaction, in which its result is recorded.</summary>
    public bool Transactional { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
