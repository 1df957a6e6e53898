namespace Perdure.Planning;

/// <summary>The cases of one step's result, or of a member of it.</summary>
/// <param name="subject">The step whose result decides.</param>
/// <param name="on">The member; null: the result itself.</param>
/// <param name="type">The type of what decides.</param>
/// <param name="values">What the type's values are.</param>
internal sealed class Switch(int subject, string? on, TypeDescription type, SwitchType values)
{
    /// <summary>The position that stands for all values that no case names.</summary>
    public const int Otherwise = PlanCondition.Otherwise;

    public int Subject { get; } = subject;

    public string? On { get; } = on;

    public TypeDescription Type { get; } = type;

    public SwitchType Values { get; } = values;

    /// <summary>The values that cases name, each once, in the order in which they are met.</summary>
    public List<CaseDescription> Cases { get; } = [];

    /// <summary>Where its conditions stand.</summary>
    public List<Place> Places { get; } = [];

    /// <summary>Whether a step runs where no case names the value.</summary>
    public bool HasOtherwise { get; set; }

    /// <summary>Whether one of its values is wrong: then it is too early to say which are missing.</summary>
    public bool IsBroken { get; set; }

    public int Case(CaseDescription value)
    {
        int known = Cases.FindIndex(other => other.Value == value.Value);
        if (known >= 0) return known;
        Cases.Add(value);
        return Cases.Count - 1;
    }
}

/// <summary>One condition of a step, read. Conditions over one switch are one, and mean or.</summary>
/// <param name="Kind">When, Unless or Case.</param>
/// <param name="Index">The predicate's position in the description, or the switch's.</param>
/// <param name="Cases">For a switch: the positions of its cases, <see cref="Switch.Otherwise"/> among them where it is meant.</param>
internal sealed record StepCondition(DecisionKind Kind, int Index, IReadOnlyList<int> Cases);

/// <summary>One condition of a step that is asked for each of its items.</summary>
/// <param name="Kind">When or Unless.</param>
/// <param name="Taker">The position of its predicate among the takers.</param>
internal sealed record ItemCondition(DecisionKind Kind, int Taker);

/// <summary>What decides on the steps of a workflow, read. What could not be read is reported and left out.</summary>
/// <param name="workflow">The workflow.</param>
/// <param name="switches">The switches.</param>
/// <param name="ofSteps">The conditions of each step.</param>
internal sealed class StepConditions(WorkflowDescription workflow, IReadOnlyList<Switch> switches, IReadOnlyList<StepCondition>[] ofSteps)
{
    public IReadOnlyList<Switch> Switches { get; } = switches;

    /// <summary>For each step the position of what says how long it waits, once its conditions hold; null: nothing does.</summary>
    public IReadOnlyList<int?> Delays { get; init; } = [.. workflow.Steps.Select(_ => (int?)null)];

    /// <summary>Whether any step has one.</summary>
    public bool Any { get; } = ofSteps.Any(conditions => conditions.Count > 0);

    public IReadOnlyList<StepCondition> Of(int step) => ofSteps[step];

    /// <summary>What is asked for each item of a step: it decides on none of its runs, but the step waits for what is asked.</summary>
    public IEnumerable<ItemCondition> OfItems(int step) => Enumerable.Range(0, workflow.Steps[step].OfItems.Count)
        .Where(position => workflow.Steps[step].OfItems[position] >= 0)
        .Select(position => new ItemCondition(workflow.Steps[step].Conditions[position].Kind, workflow.FirstOfItems() + workflow.Steps[step].OfItems[position]));

    /// <summary>What a condition waits for: a step, or a predicate, by its position behind the steps.</summary>
    public int Decider(StepCondition condition) =>
        condition.Kind == DecisionKind.Case ? Switches[condition.Index].Subject : workflow.Steps.Count + condition.Index;

    /// <summary>How many ways each of them can go. Switches come before predicates: what decides within an arm is asked after what chose the arm.</summary>
    public int[] Sizes() => [.. Switches.Select(one => one.Cases.Count + 1), .. workflow.Predicates.Select(_ => 2)];

    /// <summary>That a condition holds, once it can be asked.</summary>
    public int Formula(Diagram diagram, StepCondition condition) => condition.Kind == DecisionKind.Case
        ? diagram.Of(condition.Index, Allowed(condition))
        : diagram.Of(Switches.Count + condition.Index, [condition.Kind == DecisionKind.When ? 1 : 0]);

    /// <summary>Two of some steps that would exclude one another, if one value did not lead to both; null: there are none.</summary>
    public (int First, int Second, CaseDescription Value)? Overlap(IReadOnlyList<int> steps)
    {
        IEnumerable<(int First, int Second)> pairs = steps.SelectMany((first, position) => steps.Skip(position + 1).Select(second => (first, second)));
        foreach ((int first, int second) in pairs.Where(pair => pair.First >= 0))
        {
            foreach (StepCondition one in ofSteps[first])
            {
                StepCondition? other = ofSteps[second].FirstOrDefault(other => other.Kind == DecisionKind.Case && one.Kind == DecisionKind.Case && other.Index == one.Index);
                if (other is null || new HashSet<int>(one.Cases).SetEquals(other.Cases)) continue;
                int[] shared = [.. one.Cases.Intersect(other.Cases).Where(position => position != Switch.Otherwise)];
                if (shared.Length > 0) return (first, second, Switches[one.Index].Cases[shared[0]]);
            }
        }

        return null;
    }

    /// <summary>The rest is one value more. With no step for it, it never comes, because the run fails there; the last case is as good as it then.</summary>
    private int[] Allowed(StepCondition condition)
    {
        Switch one = Switches[condition.Index];
        int rest = one.Cases.Count;
        IEnumerable<int> allowed = condition.Cases.Select(position => position == Switch.Otherwise ? rest : position);
        return one.HasOtherwise || !condition.Cases.Contains(rest - 1) ? [.. allowed] : [.. allowed, rest];
    }
}
