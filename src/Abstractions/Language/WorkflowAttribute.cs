namespace Perdure;

/// <summary>Marks a partial class as a workflow. The class implements <see cref="IWorkflow{TIn,TOut}"/> or <see cref="IWorkflow{TOut}"/>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WorkflowAttribute : Attribute
{
    /// <summary>A workflow named after its class: kebab-case, less a <c>Workflow</c> at its end.</summary>
    public WorkflowAttribute()
    {
    }

    /// <summary>A workflow of the given name.</summary>
    /// <param name="name">The durable name; runs in the database refer to it, so a change is a new workflow.</param>
    public WorkflowAttribute(string name) => Name = name;

    /// <summary>The durable name, or null where it follows from the class.</summary>
    public string? Name { get; }

    /// <summary>The version of the plan, from 1. A run stays with the version it was started with.</summary>
    public int Version { get; set; } = 1;

    /// <summary>
    /// The longest time of a run, as a duration such as <c>"2h"</c>; null: it has no limit. A run that has not ended by then fails with a <see cref="TimeoutException"/>: its steps and children are
    /// cancelled, and what it did is undone. It counts from the moment at which the run may begin, by the clock of the database. <c>[Timeout]</c> on the class is another thing: the default of its steps.
    /// </summary>
    public string? Timeout { get; set; }
}
