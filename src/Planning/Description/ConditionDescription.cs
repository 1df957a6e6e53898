namespace Perdure.Planning;

/// <summary>What decides on a step.</summary>
public enum DecisionKind
{
    /// <summary>It runs if a predicate says so.</summary>
    When,

    /// <summary>It runs if a predicate denies it.</summary>
    Unless,

    /// <summary>It runs if another step's result has one of some values.</summary>
    Case,

    /// <summary>It runs if no case of a step names its result.</summary>
    Otherwise,
}

/// <summary>One condition of a step, as written.</summary>
/// <param name="Kind">What decides.</param>
/// <param name="Name">The method that it names: a predicate, or the step whose result decides.</param>
public sealed record ConditionDescription(DecisionKind Kind, string Name)
{
    /// <summary>The member of the result that decides; null: the result itself does.</summary>
    public string? On { get; init; }

    /// <summary>The values of a case.</summary>
    public EquatableArray<CaseDescription> Values { get; init; }
}

/// <summary>One value of a case.</summary>
/// <param name="TypeKey">The key of its type; null: it is null, or nothing that a case can name.</param>
/// <param name="TypeDisplay">Its type, as messages quote it.</param>
/// <param name="Value">What makes it the same as another one: the number behind an enum's member, <c>true</c>, a text.</param>
/// <param name="Display">How messages quote it.</param>
public sealed record CaseDescription(string? TypeKey, string TypeDisplay, string Value, string Display);

/// <summary>A method that conditions name and that is no step.</summary>
/// <param name="Method">Its name.</param>
/// <param name="Parameters">Its parameters in order.</param>
public sealed record PredicateDescription(string Method, EquatableArray<ParameterDescription> Parameters)
{
    /// <summary>Why it can be no predicate, as the end of a message; null: nothing.</summary>
    public string? Problem { get; init; }

    /// <summary>What it asks of its parameters; null: it is a method, which knows.</summary>
    public PredicateTest? Test { get; init; }

    /// <summary>The position of the parameter whose value is what it says: nothing is called; null: it is a method, or asks something.</summary>
    public int? Returned { get; init; }
}

/// <summary>A type by whose values a switch decides.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Values">All the values that it has by name; none where they cannot be counted.</param>
public sealed record SwitchType(SwitchKind Kind, EquatableArray<CaseDescription> Values)
{
    /// <summary>Whether its values can be counted, so that cases can leave none out.</summary>
    public bool IsClosed => Kind is SwitchKind.Enum or SwitchKind.Bool;
}

/// <summary>What a switch decides by.</summary>
public enum SwitchKind
{
    /// <summary>An enum.</summary>
    Enum,

    /// <summary>An enum whose members combine.</summary>
    Flags,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A text, a character or an integer.</summary>
    Open,
}
