namespace Perdure;

/// <summary>Takes a parameter from the named step, also where the type would not decide or converts.</summary>
/// <param name="step">The step's method, as <c>nameof(Step)</c>.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromAttribute(string step) : Attribute
{
    /// <summary>The method of the step whose result the parameter takes.</summary>
    public string Step { get; } = step;
}

/// <summary>Takes a parameter from the workflow's input.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class InputAttribute : Attribute;

/// <summary>Marks the step whose result is the workflow's, where several steps return its type.</summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class ResultAttribute : Attribute;

/// <summary>Runs a step after another one without taking its result.</summary>
/// <param name="step">The other step's method, as <c>nameof(Step)</c>.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class AfterAttribute(string step) : Attribute
{
    /// <summary>The method of the step that has to settle first.</summary>
    public string Step { get; } = step;
}
