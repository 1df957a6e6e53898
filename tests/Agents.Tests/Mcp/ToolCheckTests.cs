using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Perdure.Agents.Tests.Servers;

namespace Perdure.Agents.Tests.Mcp;

/// <summary>When the host starts, tools are compared with their classes.</summary>
public sealed class ToolCheckTests(Mcp2025Server older, Mcp2026Server newer) : IClassFixture<Mcp2025Server>, IClassFixture<Mcp2026Server>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AHostWhoseToolsFitStarts(bool isOlder) => await StartAsync(Of(isOlder), McpToolCheck.Fail, Agent<Addends, Total>("add"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AToolThatDoesNotFitIsToldWithItsPath(bool isOlder)
    {
        Uri server = Of(isOlder);

        var refused = await Should.ThrowAsync<PerdureConfigurationException>(() => StartAsync(server, McpToolCheck.Fail, Agent<Addends, TextSum>("add"), Agent<Nothing, string>("nobody")));

        refused.Message.ShouldContain("Agent 'add': tool 'add' of MCP server 'scripted' answers something else than 'TextSum': at $.sum a text is expected, and a number is answered");
        refused.Message.ShouldContain("Agent 'nobody': tool 'nobody' of MCP server 'scripted' is not there");
    }

    [Fact]
    public async Task AHostMayStartAllTheSame()
    {
        await StartAsync(Of(isOlder: false), McpToolCheck.Warn, Agent<Addends, TextSum>("add"));
        await StartAsync(new Uri("http://127.0.0.1:1/mcp"), McpToolCheck.Off, Agent<Addends, TextSum>("add"));
    }

    [Fact]
    public async Task AServerThatIsNotReachedKeepsNoHostFromStarting() =>
        await StartAsync(new Uri("http://127.0.0.1:1/mcp"), McpToolCheck.Fail, Agent<Addends, Total>("add"));

    [Fact]
    public async Task AServerThatLetsNobodyInDoes()
    {
        await using var proxy = new FaultProxy(Of(isOlder: false));
        proxy.Next("POST", "server/discover", new Fault.Answer(401, "{}"));

        (await Should.ThrowAsync<PerdureConfigurationException>(() => StartAsync(proxy.Url, McpToolCheck.Fail, Agent<Addends, Total>("add")))).Message.ShouldContain("401");
    }

    private Uri Of(bool isOlder)
    {
        NodeFixture server = isOlder ? older : newer;
        server.Require();
        return server.Url;
    }

    private static AgentDefinition<ToolAgent<TIn, TOut>, TIn, TOut> Agent<TIn, TOut>(string tool) => new(
        tool, PayloadType.Of<TIn>(ToolJson.Default), PayloadType.Of<TOut>(ToolJson.Default),
        services => new ToolAgent<TIn, TOut>(tool, services.GetRequiredService<IAgentConnector<McpToolAttribute>>()));

    private static async Task StartAsync(Uri server, McpToolCheck check, params AgentDefinition[] agents)
    {
        await using ServiceProvider host = AgentHost.Build(perdure =>
        {
            perdure.Add(new Registry(agents));
            perdure.AddMcp(options =>
            {
                options.ToolCheck = check;
                options.Endpoint("scripted", endpoint => endpoint.Url = server);
            });
        });
        foreach (IHostedLifecycleService service in host.GetServices<IHostedService>().OfType<IHostedLifecycleService>()) await service.StartingAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Registry(IReadOnlyList<AgentDefinition> agents) : PerdureRegistry
    {
        public override IReadOnlyList<WorkflowPlan> Workflows => [];

        public override IReadOnlyList<AgentDefinition> Agents => agents;
    }

    /// <summary>As the generator writes it.</summary>
    private sealed class ToolAgent<TIn, TOut>(string tool, IAgentConnector<McpToolAttribute> connector) : RemoteAgent<TIn, TOut>(
        tool, connector.Connect<TIn, TOut>(new McpToolAttribute("scripted", tool), new RemoteAgentTypes(tool, PayloadType.Of<TIn>(ToolJson.Default), PayloadType.Of<TOut>(ToolJson.Default))));
}
