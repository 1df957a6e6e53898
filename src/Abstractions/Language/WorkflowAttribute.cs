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
}
