namespace Perdure;

/// <summary>The workflows and agents of one assembly. Written by the generator.</summary>
public abstract class PerdureRegistry
{
    /// <summary>The plans of the assembly's workflows.</summary>
    public abstract IReadOnlyList<WorkflowPlan> Workflows { get; }

    /// <summary>The assembly's agents.</summary>
    public abstract IReadOnlyList<AgentDefinition> Agents { get; }

    /// <summary>The queues that the assembly declares.</summary>
    public virtual IReadOnlyList<QueuePlan> Queues => [];
}

/// <summary>Names the registry of an assembly, so that <c>AddWorkflows()</c> of an assembly that references it finds it. Written by the generator.</summary>
/// <param name="registry">The class that derives from <see cref="PerdureRegistry"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PerdureRegistryAttribute(Type registry) : Attribute
{
    /// <summary>The class that derives from <see cref="PerdureRegistry"/>.</summary>
    public Type Registry { get; } = registry;

    /// <summary>The plans in it, as <c>name@version</c>, so that the compiler can tell when two assemblies bring the same.</summary>
    public string[] Workflows { get; set; } = [];

    /// <summary>The names of the agents in it.</summary>
    public string[] Agents { get; set; } = [];
}

/// <summary>Takes registries. What the generated <c>AddWorkflows()</c> extends.</summary>
public interface IPerdureBuilder
{
    /// <summary>Adds the workflows and agents of an assembly; adding the same registry again changes nothing.</summary>
    /// <param name="registry">The registry.</param>
    void Add(PerdureRegistry registry);
}
