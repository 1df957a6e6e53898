namespace Perdure;

/// <summary>Where a parameter of a step comes from.</summary>
/// <param name="parameter">The parameter's name.</param>
/// <param name="producer">The index of the producing step in <see cref="WorkflowPlan.Steps"/>, or <see cref="WorkflowPlan.InputProducer"/>.</param>
public sealed class StepInput(string parameter, int producer)
{
    /// <summary>The parameter's name.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>The index of the producing step, or <see cref="WorkflowPlan.InputProducer"/>.</summary>
    public int Producer { get; } = producer;
}

/// <summary>One step of a plan. Written by the generator; the position in the plan is never stored, the id is.</summary>
public sealed class StepPlan
{
    /// <summary>A step.</summary>
    /// <param name="id">The durable id.</param>
    /// <param name="agent">The agent's name for a declared step, else null.</param>
    /// <param name="inputs">Where its data parameters come from.</param>
    /// <param name="after">The indexes of steps that have to settle first although nothing is taken from them.</param>
    /// <param name="level">0 for a step that waits for no other, else one more than the highest level it waits for. Steps of one level can run side by side.</param>
    /// <param name="output">The declared result, or null where the step returns nothing.</param>
    /// <param name="retry">When it is tried again; null: never.</param>
    /// <param name="timeout">The longest time of an attempt; null: no limit.</param>
    /// <param name="notIdempotent">Whether doing it twice does harm.</param>
    public StepPlan(
        string id,
        string? agent = null,
        StepInput[]? inputs = null,
        int[]? after = null,
        int level = 0,
        PayloadType? output = null,
        RetryPolicy? retry = null,
        TimeSpan? timeout = null,
        bool notIdempotent = false)
    {
        Id = id;
        Agent = agent;
        Inputs = inputs ?? [];
        After = after ?? [];
        Level = level;
        Output = output;
        Retry = retry ?? RetryPolicy.None;
        Timeout = timeout;
        NotIdempotent = notIdempotent;
    }

    /// <summary>The durable id.</summary>
    public string Id { get; }

    /// <summary>The agent's name for a declared step, else null.</summary>
    public string? Agent { get; }

    /// <summary>Where its data parameters come from.</summary>
    public IReadOnlyList<StepInput> Inputs { get; }

    /// <summary>The indexes of steps that have to settle first although nothing is taken from them.</summary>
    public IReadOnlyList<int> After { get; }

    /// <summary>0 for a step that waits for no other, else one more than the highest level it waits for.</summary>
    public int Level { get; }

    /// <summary>The declared result, or null where the step returns nothing.</summary>
    public PayloadType? Output { get; }

    /// <summary>When it is tried again.</summary>
    public RetryPolicy Retry { get; }

    /// <summary>The longest time of an attempt; null: no limit.</summary>
    public TimeSpan? Timeout { get; }

    /// <summary>Whether doing it twice does harm.</summary>
    public bool NotIdempotent { get; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
