namespace Perdure;

/// <summary>
/// Runs the step in rounds: what it returns is what it takes in the next round, until a predicate says that it is done. Each round is a checkpoint, with attempts and a time-out of its own.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class RepeatAttribute : Attribute
{
    /// <summary>The predicate that ends the loop when it is true of a round's result, as <c>nameof(IsGood)</c>.</summary>
    public string? Until { get; set; }

    /// <summary>The predicate that ends the loop when it is false of a round's result, as <c>nameof(NeedsWork)</c>.</summary>
    public string? While { get; set; }

    /// <summary>How many rounds there are at most, from 1.</summary>
    public int Max { get; set; }

    /// <summary>What happens when the last round of <see cref="Max"/> is not the one that ends the loop.</summary>
    public RepeatEnd AtMax { get; set; }

    /// <summary>The wait between two rounds, as <c>"10s"</c>; null: none.</summary>
    public string? Delay { get; set; }

    /// <summary>Of how many rounds the results are kept, from 1, the latest first; 0: of all. A result that grows with each round would else be stored again in each.</summary>
    public int Keep { get; set; }

    /// <summary>The parameter that takes the result of the round before, as <c>nameof(draft)</c>. Where null: the only data parameter of the result's type.</summary>
    public string? On { get; set; }
}

/// <summary>What happens to a loop that is not done in its last round.</summary>
public enum RepeatEnd
{
    /// <summary>The step fails.</summary>
    Fail,

    /// <summary>The last round's result is the step's.</summary>
    TakeLast,
}
