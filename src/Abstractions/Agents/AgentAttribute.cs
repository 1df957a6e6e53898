namespace Perdure;

/// <summary>Marks a class as an agent: it implements one <see cref="IAgent{TIn,TOut}"/>, and workflows and callers find it by its name.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AgentAttribute : Attribute
{
    /// <summary>An agent named after its class: kebab-case, less an <c>Agent</c> at its end.</summary>
    public AgentAttribute()
    {
    }

    /// <summary>An agent of the given name.</summary>
    /// <param name="name">The durable name.</param>
    public AgentAttribute(string name) => Name = name;

    /// <summary>The durable name, or null where it follows from the class.</summary>
    public string? Name { get; }
}
