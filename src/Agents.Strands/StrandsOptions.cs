namespace Perdure;

/// <summary>The services with Strands agents that a host knows. What the configuration says under <c>Perdure:Agents:Strands</c> is there already.</summary>
public sealed class StrandsOptions : AgentRuntimeOptions<AgentEndpoint>;
