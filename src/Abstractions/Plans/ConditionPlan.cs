namespace Perdure;

/// <summary>A method of the workflow that decides on steps. Written by the generator.</summary>
/// <param name="id">The durable id: the method's name.</param>
public sealed class PredicatePlan(string id)
{
    /// <summary>The durable id, by which its verdict is recorded.</summary>
    public string Id { get; } = id;

    /// <summary>Where its parameters come from.</summary>
    public IReadOnlyList<StepInput> Inputs { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>A method of the workflow that decides on items of mapped steps, once for each. Written by the generator.</summary>
/// <param name="id">The durable id: the method's name.</param>
public sealed class ItemPredicatePlan(string id)
{
    /// <summary>The durable id, by which its verdicts are recorded.</summary>
    public string Id { get; } = id;

    /// <summary>
    /// The names of the parameters that take the item; of a step that maps over several collections, each takes that of one, as <see cref="ConditionPlan.Collections"/> says. The predicate reads it as that of
    /// <see cref="WorkflowPlan.ItemOf"/> its position here.
    /// </summary>
    public IReadOnlyList<string> Items { get; init; } = [];

    /// <summary>Where its other parameters come from.</summary>
    public IReadOnlyList<StepInput> Inputs { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>The cases of one step's result, or of a member of it. Written by the generator.</summary>
/// <param name="subject">The index of the step whose result decides.</param>
public sealed class SwitchPlan(int subject)
{
    /// <summary>The index of the step whose result decides.</summary>
    public int Subject { get; } = subject;

    /// <summary>The member of the result that decides; null: the result itself does.</summary>
    public string? On { get; init; }

    /// <summary>The values that cases name, as people read them. <see cref="WorkflowRunner.Select"/> answers with a position here.</summary>
    public IReadOnlyList<string> Cases { get; init; } = [];
}

/// <summary>What decides on a step.</summary>
public enum ConditionKind
{
    /// <summary>The step runs if a predicate says so.</summary>
    When,

    /// <summary>The step runs if a predicate denies it.</summary>
    Unless,

    /// <summary>The step runs if a switch selects one of its cases.</summary>
    Case,
}

/// <summary>One condition of a step; all of them have to hold.</summary>
/// <param name="kind">What decides.</param>
/// <param name="index">The position of the predicate in <see cref="WorkflowPlan.Predicates"/>, or of the switch in <see cref="WorkflowPlan.Switches"/>.</param>
public sealed class ConditionPlan(ConditionKind kind, int index)
{
    /// <summary>The case that stands for all values that no other case names.</summary>
    public const int Otherwise = -1;

    /// <summary>What decides.</summary>
    public ConditionKind Kind { get; } = kind;

    /// <summary>The position of the predicate in <see cref="WorkflowPlan.Predicates"/>, or of the switch in <see cref="WorkflowPlan.Switches"/>.</summary>
    public int Index { get; } = index;

    /// <summary>For a switch: the positions of the cases in which the step runs, <see cref="Otherwise"/> among them where it is meant.</summary>
    public IReadOnlyList<int> Cases { get; init; } = [];

    /// <summary>For a predicate of items: of which of the step's collections each of <see cref="ItemPredicatePlan.Items"/> is an item, 0 the first; empty: each of that at its own position.</summary>
    public IReadOnlyList<int> Collections { get; init; } = [];
}
