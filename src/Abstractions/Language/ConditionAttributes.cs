namespace Perdure;

/// <summary>
/// Runs a step only when a predicate says so. Otherwise the step is skipped: a nullable parameter that would take its result is null, and a step that takes it as
/// non-nullable is skipped as well. Several conditions on a step mean and. On a step with <see cref="ForEachAttribute"/> a predicate that takes the item is asked for each item: those that are skipped leave
/// null in the result.
/// </summary>
/// <param name="predicate">A method of the workflow that returns <see langword="bool"/>, as <c>nameof(Predicate)</c>. Its parameters take the workflow's input and results of steps, as those of a step do. It is evaluated once a run, or once for each item that it takes, and what it says is recorded.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class WhenAttribute(string predicate) : Attribute
{
    /// <summary>The predicate's method.</summary>
    public string Predicate { get; } = predicate;
}

/// <summary>Runs a step only when a predicate denies it: the other side of <see cref="WhenAttribute"/>, with which it shares what the predicate said.</summary>
/// <param name="predicate">A method of the workflow that returns <see langword="bool"/>, as <c>nameof(Predicate)</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class UnlessAttribute(string predicate) : Attribute
{
    /// <summary>The predicate's method.</summary>
    public string Predicate { get; } = predicate;
}

/// <summary>
/// Runs a step only when another step's result, or a member of it, has one of the values. Several values, and several cases of one step, mean or; together with other conditions
/// they mean and. The compiler checks that the cases of an enum or a <see langword="bool"/> leave no value out.
/// </summary>
/// <param name="step">The step whose result decides, as <c>nameof(Step)</c>.</param>
/// <param name="values">Constants of exactly the type of the result, or of the member: of an enum, <see langword="bool"/>, <see langword="string"/>, <see langword="char"/> or an integer.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class CaseAttribute(string step, params object?[]? values) : Attribute
{
    /// <summary>The method of the step whose result decides.</summary>
    public string Step { get; } = step;

    /// <summary>The values.</summary>
    public IReadOnlyList<object?> Values { get; } = values ?? [null];

    /// <summary>The member of the result that decides, as <c>nameof(Result.Member)</c>; null: the result itself does.</summary>
    public string? On { get; set; }
}

/// <summary>Runs a step when no <see cref="CaseAttribute"/> of a step names its result. A null goes there too, and a value that this build does not know.</summary>
/// <param name="step">The step whose result decides, as <c>nameof(Step)</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class OtherwiseAttribute(string step) : Attribute
{
    /// <summary>The method of the step whose result decides.</summary>
    public string Step { get; } = step;

    /// <summary>The member of the result that decides, as <c>nameof(Result.Member)</c>; null: the one that the cases of the step name.</summary>
    public string? On { get; set; }
}
