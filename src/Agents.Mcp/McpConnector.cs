using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Agents.Mcp;

namespace Perdure;

/// <summary>Connects the tools of MCP servers. Registered by <see cref="McpBuilderExtensions.AddMcp"/>.</summary>
public sealed class McpConnector : IAgentConnector<McpToolAttribute>
{
    private readonly AgentEndpoints<McpOptions, AgentEndpoint> endpoints;
    private readonly IHttpMessageHandlerFactory handlers;
    private readonly ILogger logger;

    // What a server speaks is asked once for all of its tools.
    private readonly ConcurrentDictionary<string, McpServer> servers = new(StringComparer.OrdinalIgnoreCase);

    internal McpConnector(AgentEndpoints<McpOptions, AgentEndpoint> endpoints, IHttpMessageHandlerFactory handlers, ILogger logger)
    {
        this.endpoints = endpoints;
        this.handlers = handlers;
        this.logger = logger;
    }

    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(McpToolAttribute attribute, RemoteAgentTypes types)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        ArgumentNullException.ThrowIfNull(types);
        McpServer server = servers.GetOrAdd(attribute.Server, name => new McpServer(
            endpoints.Connect(name), endpoints.Get(name), () => handlers.CreateHandler(AgentEndpoints.ClientPrefix(McpBuilderExtensions.Runtime) + name)));
        return new McpToolAgent<TIn, TOut>(server, attribute, types, logger);
    }
}
