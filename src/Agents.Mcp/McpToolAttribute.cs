namespace Perdure;

/// <summary>
/// A tool of an MCP server: <c>[McpTool("weather", "forecast")]</c> on a partial class that declares <see cref="IAgent{TIn,TOut}"/>; the generator writes the rest. Where the server is comes from the host's configuration,
/// <c>Perdure:Agents:Mcp</c>. The input is the tool's arguments, and so an object; the answer is its structured content, or its text.
/// </summary>
/// <remarks>
/// A call cannot be found again. One that was lost is ambiguous, but for a tool whose annotations say that it is read-only or idempotent: that is called again. What the tool asks is a question to the run: a server of 2026-07-28 gives its state
/// along, and goes on from there. One of 2025-11-25 waits on the open call, which nobody can do for weeks: it is told <c>cancel</c>, and when the answer is there the tool is called again, from its start, and given the answer when it asks.
/// </remarks>
/// <param name="server">The name of the server's endpoint in the configuration.</param>
/// <param name="tool">The tool's name.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[AgentRuntime(typeof(McpConnector), AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.TellsBeforeSending)]
public sealed class McpToolAttribute(string server, string tool) : RemoteAgentAttribute
{
    /// <summary>The name of the server's endpoint in the configuration.</summary>
    public string Server { get; } = server;

    /// <summary>The tool's name.</summary>
    public string Tool { get; } = tool;

    /// <summary>
    /// Whether a tool of a 2025-11-25 server may be called again, from its start, to give it an answer. Default: yes. Where it does something before it asks that must not be done twice, say no: then its question fails the step, before the tool is told anything.
    /// </summary>
    public bool RunsAgainToBeAnswered { get; set; } = true;
}
