namespace Perdure;

/// <summary>That a step runs once for each item of a collection.</summary>
/// <param name="producer">The index of the step that produces the collection, or <see cref="WorkflowPlan.InputProducer"/>.</param>
public sealed class MapPlan(int producer)
{
    /// <summary>How many items run side by side where a plan does not say it.</summary>
    public const int DefaultMaxParallel = 64;

    /// <summary>The index of the step that produces the collection, or <see cref="WorkflowPlan.InputProducer"/>.</summary>
    public int Producer { get; } = producer;

    /// <summary>The indexes of the steps that produce further collections, or <see cref="WorkflowPlan.InputProducer"/>: item n of the step takes item n of each. All have as many items as the first one.</summary>
    public IReadOnlyList<int> Zipped { get; init; } = [];

    /// <summary>How many items run side by side, from 1.</summary>
    public int MaxParallel { get; init; } = DefaultMaxParallel;

    /// <summary>What is asked for each item, and decides whether it runs or is skipped. All of it has to hold; the indexes are those of <see cref="WorkflowPlan.ItemPredicates"/>.</summary>
    public IReadOnlyList<ConditionPlan> Conditions { get; init; } = [];

    /// <summary>What becomes of the step when an item has failed.</summary>
    public ItemFailures Failures { get; init; }

    /// <summary>How many items may fail where failures are tolerated.</summary>
    public int MaxFailures { get; init; } = int.MaxValue;
}
