namespace Perdure;

/// <summary>Says, on the attribute of a kind of remote agents, who connects them and what they are able to do. The compiler reads it.</summary>
/// <param name="connector">A class that implements <c>IAgentConnector&lt;TAttribute&gt;</c> for the attribute; taken from the services.</param>
/// <param name="abilities">What every agent of the runtime is able to do.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AgentRuntimeAttribute(Type connector, AgentAbilities abilities) : Attribute
{
    /// <summary>Who connects agents of the kind.</summary>
    public Type Connector { get; } = connector;

    /// <summary>What every agent of the runtime is able to do.</summary>
    public AgentAbilities Abilities { get; } = abilities;
}
