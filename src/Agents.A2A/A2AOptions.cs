namespace Perdure;

/// <summary>The A2A agents that a host knows, by the name of their endpoint. What the configuration says under <c>Perdure:Agents:A2A</c> is there already.</summary>
public sealed class A2AOptions : AgentRuntimeOptions<A2AEndpoint>;
