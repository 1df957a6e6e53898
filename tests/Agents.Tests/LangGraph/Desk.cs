using System.Text.Json;
using Perdure.Agents.Tests.Conformance;

namespace Perdure.Agents.Tests.LangGraph;

/// <summary>The graph <c>desk</c> of the fixture.</summary>
internal static class Desk
{
    public static IRemoteAgent<DeskInput, TOut> Connect<TOut>(Uri at, LangGraphAgentAttribute? attribute = null, Action<AgentEndpoint>? configure = null) =>
        AgentHost.Connect<LangGraphAgentAttribute, DeskInput, TOut>(
            perdure => perdure.AddLangGraph(options => options.Endpoint(endpoint =>
            {
                endpoint.Url = at;
                configure?.Invoke(endpoint);
            })),
            attribute ?? new LangGraphAgentAttribute("desk") { OutputField = "result" },
            DeskJson.Default);

    public static Scenario Scenario(Uri at, DeskInput input, DeskResult? expected = null, Action<AgentEndpoint>? configure = null) =>
        Conformance.Scenario.Of(Connect<DeskResult>(at, configure: configure), input, expected);

    public static async Task<JsonElement> GetAsync(Uri server, string path)
    {
        using var client = new HttpClient { BaseAddress = server };
        return JsonElement.Parse(await client.GetStringAsync(new Uri(path, UriKind.Relative)));
    }

    public static async Task<int> CountRunsAsync(Uri server, AgentHandle handle) => (await GetAsync(server, $"threads/{handle.Conversation}/runs?limit=100")).GetArrayLength();
}
