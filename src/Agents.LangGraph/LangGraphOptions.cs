namespace Perdure;

/// <summary>The LangGraph API servers that agents are on, by name.</summary>
public sealed class LangGraphOptions : AgentRuntimeOptions<AgentEndpoint>;
