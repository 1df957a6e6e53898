namespace Perdure;

/// <summary>
/// Undoes a step when its run fails or is cancelled after the step has completed: the named method is called for it, once what ran beside it has settled, the step that completed last first.
/// The method is one of the class and no step. It returns nothing, a <c>Task</c> or a <c>ValueTask</c>, and takes what it needs to undo: the step's own result, by its type; what the
/// step took, by name and type; <see cref="StepContext"/>; a <c>CancellationToken</c>; and a <see cref="StepError"/>, nullable, which is why the run failed, or null where it was cancelled.
/// Where the result's parameter is nullable and the step's result is not, it is called as well for a step that started and did not complete, with null.
/// </summary>
/// <param name="undo">The method, as <c>nameof(Undo)</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class CompensateAttribute(string undo) : Attribute
{
    /// <summary>The method that undoes the step.</summary>
    public string Undo { get; } = undo;
}
