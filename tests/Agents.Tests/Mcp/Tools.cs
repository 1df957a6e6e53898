using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Agents.Tests.Conformance;

namespace Perdure.Agents.Tests.Mcp;

/// <summary>The tools of the fixtures, which are the same in both revisions.</summary>
internal static class Tools
{
    public static IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(Uri at, McpToolAttribute attribute, Action<AgentEndpoint>? configure = null) =>
        AgentHost.Connect<McpToolAttribute, TIn, TOut>(
            perdure => perdure.AddMcp(options => options.Endpoint("scripted", endpoint =>
            {
                endpoint.Url = at;
                configure?.Invoke(endpoint);
            })),
            attribute,
            ToolJson.Default);

    public static Scenario Scenario<TIn, TOut>(Uri at, string tool, TIn input, object? expected = null, Action<AgentEndpoint>? configure = null) =>
        Conformance.Scenario.Of(Connect<TIn, TOut>(at, new McpToolAttribute("scripted", tool), configure), input, expected);
}

internal sealed record Addends(int A, int B);

internal sealed record Sum([property: JsonPropertyName("sum")] int Value);

internal sealed record Total([property: JsonPropertyName("sum")] double Value);

internal sealed record TextSum([property: JsonPropertyName("sum")] string Value);

internal sealed record Delay(int DelayMs);

internal sealed record Topic([property: JsonPropertyName("topic")] string Value);

internal sealed record Wrong(string A);

internal sealed record Nothing;

internal sealed record Outcome(string Action);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Addends))]
[JsonSerializable(typeof(Sum))]
[JsonSerializable(typeof(Total))]
[JsonSerializable(typeof(TextSum))]
[JsonSerializable(typeof(Delay))]
[JsonSerializable(typeof(Topic))]
[JsonSerializable(typeof(Wrong))]
[JsonSerializable(typeof(Nothing))]
[JsonSerializable(typeof(Outcome))]
internal sealed partial class ToolJson : JsonSerializerContext;
