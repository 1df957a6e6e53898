namespace Perdure;

/// <summary>How a step is undone when its run fails or is cancelled. Written by the generator.</summary>
/// <param name="id">The name of the method that undoes it.</param>
public sealed class CompensationPlan(string id)
{
    /// <summary>The name of the method that undoes it.</summary>
    public string Id { get; } = id;

    /// <summary>Where its parameters come from: <see cref="WorkflowPlan.ResultProducer"/> stands for the step's own result, the others for what the step took.</summary>
    public IReadOnlyList<StepInput> Inputs { get; init; } = [];

    /// <summary>When a failed undo is tried again.</summary>
    public RetryPolicy Retry { get; init; } = RetryPolicy.None;

    /// <summary>The longest time of an attempt; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether a step that started and did not complete is undone as well.</summary>
    public bool IncludesUnfinished { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
