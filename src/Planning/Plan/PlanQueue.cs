namespace Perdure.Planning;

/// <summary>That each attempt of a step takes a slot of a queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Key">The method that says for whom a slot is, or the reference whose value says it; null: slots have no key.</param>
/// <param name="Arguments">One for each parameter of that method, in order.</param>
public sealed record PlanQueue(string Queue, string? Key, EquatableArray<PlanArgument> Arguments)
{
    /// <summary>The position of the argument whose value is the key: nothing is called; null: a method is.</summary>
    public int? Returned { get; init; }
}
