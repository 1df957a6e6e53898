namespace Perdure;

/// <summary>The MCP servers that a host knows. What the configuration says under <c>Perdure:Agents:Mcp</c> is there already.</summary>
public sealed class McpOptions : AgentRuntimeOptions<AgentEndpoint>
{
    /// <summary>What happens at the host's start where a tool is not there, or takes or answers something else than its class declares. Default: the host does not start.</summary>
    public McpToolCheck ToolCheck { get; set; } = McpToolCheck.Fail;
}

/// <summary>What happens at the host's start where a tool does not fit its class.</summary>
public enum McpToolCheck
{
    /// <summary>The host does not start. A server that cannot be reached now is logged: its tools are not compared.</summary>
    Fail,

    /// <summary>It is logged, and the host starts.</summary>
    Warn,

    /// <summary>No server is asked.</summary>
    Off,
}
