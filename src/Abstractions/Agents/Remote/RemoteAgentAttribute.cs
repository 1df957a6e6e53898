namespace Perdure;

/// <summary>
/// What the attributes of remote agents share, as <c>[LangGraphAgent]</c>. On a partial class that declares <see cref="IAgent{TIn,TOut}"/> and writes nothing more: the generator writes the rest. An attribute says which agent of
/// a runtime is meant and how it is asked; where that runtime is and who may ask it comes from the host's configuration.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public abstract class RemoteAgentAttribute : Attribute
{
    /// <summary>The durable name; null: the class's in kebab-case, less an <c>Agent</c> at its end.</summary>
    public string? Name { get; set; }
}
