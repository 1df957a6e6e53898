namespace Perdure.Planning;

/// <summary>How a step of a document is undone.</summary>
/// <param name="Range">Where it is written.</param>
/// <param name="Agent">The agent that undoes it.</param>
public sealed record CompensateDocument(TextRange Range, Written<string> Agent)
{
    /// <summary>What the agent takes as a whole; null: it is made from <see cref="Takes"/>, or found among what the step returned and took.</summary>
    public TakenDocument? Whole { get; init; }

    /// <summary>What it takes, by the names of what its input is made from: of <c>result</c>, <c>cause</c>, and what the step takes.</summary>
    public EquatableArray<NamedTake> Takes { get; init; }

    /// <summary>Its retry; null: the agent's, then that of the step.</summary>
    public Written<RetryDescription>? Retry { get; init; }

    /// <summary>The exceptions after which that retry tries no more, as C# writes the types.</summary>
    public EquatableArray<Written<string>> NonRetryable { get; init; }

    /// <summary>The longest time of an attempt; null: the agent's, then that of the step.</summary>
    public Written<string>? Timeout { get; init; }
}
