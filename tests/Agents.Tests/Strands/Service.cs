using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Agents.Tests.Conformance;

namespace Perdure.Agents.Tests.Strands;

/// <summary>The service of the fixture.</summary>
internal static class Service
{
    public static IRemoteAgent<string, TOut> Connect<TOut>(Uri at, string agent, Action<AgentEndpoint>? configure = null) =>
        AgentHost.Connect<StrandsAgentAttribute, string, TOut>(
            perdure => perdure.AddStrands(options => options.Endpoint(endpoint =>
            {
                endpoint.Url = at;
                configure?.Invoke(endpoint);
            })),
            new StrandsAgentAttribute(agent),
            StrandsJson.Default);

    public static Scenario Scenario<TOut>(Uri at, string input, object? expected = null, string agent = "desk", Action<AgentEndpoint>? configure = null) =>
        Conformance.Scenario.Of(Connect<TOut>(at, agent, configure), input, expected) with { IsAtWork = static handle => handle.Cursor is not null };

    /// <summary>How many runs a session has had.</summary>
    public static async Task<int> CountRunsAsync(Uri server, AgentHandle handle)
    {
        using var client = new HttpClient();
        return JsonElement.Parse(await client.GetStringAsync(new Uri(server, $"/sessions/{handle.Conversation}/runs"))).GetProperty("count").GetInt32();
    }
}

internal sealed record Topic(string Name);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Topic))]
internal sealed partial class StrandsJson : JsonSerializerContext;
