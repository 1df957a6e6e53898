namespace Perdure;

/// <summary>That a step runs in rounds.</summary>
/// <param name="producer">The index of the step whose result the first round takes, <see cref="WorkflowPlan.InputProducer"/>, or <see cref="WorkflowPlan.ItemOf"/> where each item has rounds.</param>
public sealed class RepeatPlan(int producer)
{
    /// <summary>What the first round takes: the index of a step, <see cref="WorkflowPlan.InputProducer"/> or that of an item.</summary>
    public int Producer { get; } = producer;

    /// <summary>How many rounds there are at most; null: as many as it takes.</summary>
    public int? Max { get; init; }

    /// <summary>What happens when the last of them is not the one that ends the loop.</summary>
    public RepeatEnd AtMax { get; init; }

    /// <summary>The wait between two rounds.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Of how many rounds the results are kept; 0: of all.</summary>
    public int Keep { get; init; }
}
