using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents.Tests.Conformance;

namespace Perdure.Agents.Tests.A2A;

/// <summary>What a card offers.</summary>
internal enum Card
{
    /// <summary>What the server's own says: 1.0, by JSON-RPC first.</summary>
    Own,

    /// <summary>0.3 alone.</summary>
    ZeroThree,

    /// <summary>1.0 by HTTP+JSON alone.</summary>
    Rest,

    /// <summary>1.0 by JSON-RPC, of an agent that does not stream.</summary>
    Silent,
}

/// <summary>The agent of the fixture, and those of Strands and ADK behind the protocol.</summary>
internal static class Scripted
{
    public static IRemoteAgent<string, TOut> Connect<TOut>(Uri at, Card card = Card.Own, Action<A2AEndpoint>? configure = null) =>
        AgentHost.Connect<A2AAgentAttribute, string, TOut>(
            perdure =>
            {
                perdure.AddA2A(options => options.Endpoint("scripted", endpoint =>
                {
                    endpoint.Url = at;
                    configure?.Invoke(endpoint);
                }));
                if (card != Card.Own) perdure.Services.AddHttpClient("Perdure.Agents.A2A.scripted").AddHttpMessageHandler(() => new CardWriter(card));
            },
            new A2AAgentAttribute("scripted"),
            A2AJson.Default);

    public static Scenario Scenario<TOut>(Uri at, string input, object? expected = null, Card card = Card.Own, Action<A2AEndpoint>? configure = null) =>
        Conformance.Scenario.Of(Connect<TOut>(at, card, configure), input, expected) with { IsAtWork = static handle => handle.Run is not null };

    /// <summary>How many messages the tasks of a conversation have got.</summary>
    public static async Task<int> CountMessagesAsync(Uri server, AgentHandle handle)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, $"/a2a/rest/tasks?contextId={handle.Conversation}&historyLength=100"));
        request.Headers.Add("A2A-Version", "1.0");
        using HttpResponseMessage answer = await client.SendAsync(request);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("tasks").EnumerateArray()
            .Sum(static task => task.GetProperty("history").EnumerateArray().Count(static message => message.GetProperty("role").GetString() == "ROLE_USER"));
    }

    /// <summary>Answers for the server when its card is asked for.</summary>
    private sealed class CardWriter(Card card) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (!request.RequestUri!.AbsolutePath.EndsWith("/.well-known/agent-card.json", StringComparison.Ordinal)) return await base.SendAsync(request, cancellationToken);

            // Whoever is not there has no card.
            using (await base.SendAsync(request, cancellationToken))
            {
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Write(request.RequestUri).ToJsonString(), Encoding.UTF8, "application/json") };
            }
        }

        private JsonObject Write(Uri at) => card switch
        {
            Card.ZeroThree => new JsonObject
            {
                ["name"] = "scripted",
                ["protocolVersion"] = "0.3.0",
                ["url"] = new Uri(at, "/a2a/jsonrpc").AbsoluteUri,
                ["preferredTransport"] = "JSONRPC",
                ["capabilities"] = new JsonObject { ["streaming"] = true },
            },
            Card.Rest => One("HTTP+JSON", new Uri(at, "/a2a/rest"), streams: true),
            _ => One("JSONRPC", new Uri(at, "/a2a/jsonrpc"), streams: false),
        };

        private static JsonObject One(string binding, Uri url, bool streams) => new()
        {
            ["name"] = "scripted",
            ["supportedInterfaces"] = new JsonArray(new JsonObject { ["url"] = url.AbsoluteUri, ["protocolBinding"] = binding, ["protocolVersion"] = "1.0" }),
            ["capabilities"] = new JsonObject { ["streaming"] = streams },
        };
    }
}
