namespace Perdure.Planning;

/// <summary>That a step runs once for each item of a collection.</summary>
/// <param name="Producer">The position of the step that produces the collection, or <see cref="PlanArgument.Input"/>.</param>
/// <param name="MaxParallel">How many items run side by side; null: the default.</param>
/// <param name="Failures">What failed items do.</param>
/// <param name="MaxFailures">How many are tolerated; null: all.</param>
public sealed record PlanMap(int Producer, int? MaxParallel, FailedItems Failures, int? MaxFailures)
{
    /// <summary>The producers of further collections, of which each item takes its own as well.</summary>
    public EquatableArray<int> Zipped { get; init; }

    /// <summary>What is asked for each item; all of it has to hold. The indexes are those of <see cref="PlanModel.ItemPredicates"/>.</summary>
    public EquatableArray<PlanCondition> Conditions { get; init; }
}

/// <summary>That a step runs in rounds.</summary>
/// <param name="Producer">The position of the step whose result the first round takes, <see cref="PlanArgument.Input"/>, or null where it takes its item.</param>
/// <param name="Predicate">The method that is asked behind each round.</param>
/// <param name="Parameter">The name of its parameter.</param>
/// <param name="IsWhile">Whether the loop goes on while it is true, and not until it is.</param>
/// <param name="Max">How many rounds at most; null: as many as it takes.</param>
/// <param name="AtMax">What happens then.</param>
/// <param name="Delay">The wait between rounds.</param>
/// <param name="Keep">Of how many rounds the results are kept; 0: of all.</param>
public sealed record PlanRepeat(int? Producer, string Predicate, string Parameter, bool IsWhile, int? Max, LoopEnd AtMax, TimeSpan Delay, int Keep)
{
    /// <summary>Of which collection the item is that the first round takes.</summary>
    public int Collection { get; init; }

    /// <summary>What the predicate asks of the round's result; null: it is a method, which knows.</summary>
    public PredicateTest? Test { get; init; }
}
