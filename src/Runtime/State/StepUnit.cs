namespace Perdure.State;

/// <summary>
/// What is attempted and recorded by itself: a plain step, an item of a mapped one, a round of a repeated one. The step itself is item 0 and round 0; its items and rounds count from 1.
/// </summary>
/// <param name="Step">The step's index in the plan.</param>
/// <param name="Item">The item, from 1; 0: none.</param>
/// <param name="Round">The round, from 1; 0: none.</param>
internal readonly record struct StepUnit(int Step, int Item = 0, int Round = 0) : IComparable<StepUnit>
{
    /// <summary>Whether it is the step itself.</summary>
    public bool IsStep => Item == 0 && Round == 0;

    /// <summary>What a round is a round of: the step itself, or an item of it.</summary>
    public StepUnit Whole => this with { Round = 0 };

    /// <summary>A step itself.</summary>
    public static implicit operator StepUnit(int step) => new(step);

    /// <summary>In the order of the plan, then of the items, then of the rounds.</summary>
    public int CompareTo(StepUnit other) => Step != other.Step ? Step.CompareTo(other.Step) : Item != other.Item ? Item.CompareTo(other.Item) : Round.CompareTo(other.Round);
}
