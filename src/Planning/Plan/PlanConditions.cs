namespace Perdure.Planning;

/// <summary>A method that decides on steps.</summary>
/// <param name="Method">The method's name, which is its durable id.</param>
/// <param name="Arguments">One for each parameter, in order.</param>
public sealed record PlanPredicate(string Method, EquatableArray<PlanArgument> Arguments)
{
    /// <summary>What it asks of its arguments; null: it is a method, which knows.</summary>
    public PredicateTest? Test { get; init; }

    /// <summary>The position of the argument whose value is what it says, as of a delay that data decides on; null: it is a method, or asks something.</summary>
    public int? Returned { get; init; }
}

/// <summary>A result whose value decides on steps.</summary>
/// <param name="Subject">The position of the step whose result it is.</param>
/// <param name="On">The member that decides; null: the result itself does.</param>
/// <param name="Type">The type of what decides.</param>
/// <param name="Kind">What that type is.</param>
/// <param name="Cases">The values that cases name.</param>
/// <param name="HasOtherwise">Whether a step runs where none of them is the value.</param>
public sealed record PlanSwitch(int Subject, string? On, TypeDescription Type, SwitchKind Kind, EquatableArray<CaseDescription> Cases, bool HasOtherwise);

/// <summary>One condition of a step.</summary>
/// <param name="Kind">When, Unless or Case.</param>
/// <param name="Index">The position of the predicate, or of the switch.</param>
/// <param name="Cases">For a switch: the positions of the cases in which the step runs; <see cref="Otherwise"/>: where no case names the value.</param>
public sealed record PlanCondition(DecisionKind Kind, int Index, EquatableArray<int> Cases)
{
    /// <summary>The case that stands for all values that no other case names.</summary>
    public const int Otherwise = -1;

    /// <summary>For a predicate of items: of which of the step's collections each parameter that takes an item takes it, in their order; empty: each of that at its own position.</summary>
    public EquatableArray<int> Collections { get; init; }
}
