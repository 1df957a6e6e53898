namespace Perdure.Planning;

/// <summary>What becomes of a mapped step when items of it have failed.</summary>
public enum FailedItems
{
    /// <summary>The first one fails it.</summary>
    FailFast,

    /// <summary>All others run, then it fails.</summary>
    Collect,

    /// <summary>They leave null.</summary>
    Tolerate,
}

/// <summary>What happens to a loop that is not done in its last round.</summary>
public enum LoopEnd
{
    /// <summary>It fails.</summary>
    Fail,

    /// <summary>Its last result is taken.</summary>
    TakeLast,
}

/// <summary>A <c>[ForEach]</c> as written.</summary>
/// <param name="Collection">A collection of the parameter's type.</param>
/// <param name="MaxParallel">How many items run side by side; 0: not written.</param>
/// <param name="Failures">What failed items do.</param>
/// <param name="MaxFailures">How many are tolerated; 0: not written.</param>
public sealed record ForEachDescription(TypeDescription Collection, int MaxParallel, FailedItems Failures, int MaxFailures);

/// <summary>A <c>[Repeat]</c> as written.</summary>
/// <param name="Until">The predicate that it names there; null: none.</param>
/// <param name="While">The predicate that it names there; null: none.</param>
/// <param name="Max">How many rounds at most; null: not written.</param>
/// <param name="AtMax">What happens then.</param>
/// <param name="Delay">The wait between rounds, as written; null: none.</param>
/// <param name="Keep">Of how many rounds the results are kept; 0: of all.</param>
/// <param name="On">The parameter that takes the result of the round before; null: found by its type.</param>
public sealed record RepeatDescription(string? Until, string? While, int? Max, LoopEnd AtMax, string? Delay, int Keep, string? On)
{
    /// <summary>The predicate that it names; null: there is no such method, or it is a step.</summary>
    public PredicateDescription? Predicate { get; init; }
}
