using System.Text.Json;
using Perdure.Agents.Tests.Conformance;

namespace Perdure.Agents.Tests.Adk;

/// <summary>The apps of the fixture.</summary>
internal static class App
{
    public static IRemoteAgent<string, TOut> Connect<TOut>(Uri at, AdkAgentAttribute attribute, Action<AdkEndpoint>? configure = null) =>
        AgentHost.Connect<AdkAgentAttribute, string, TOut>(
            perdure => perdure.AddAdk(options => options.Endpoint(endpoint =>
            {
                endpoint.Url = at;
                endpoint.PollInterval = TimeSpan.FromMilliseconds(50);
                endpoint.EndTimeout = TimeSpan.FromSeconds(30);
                configure?.Invoke(endpoint);
            })),
            attribute,
            AppJson.Default);

    public static Scenario Scenario<TOut>(Uri at, string app, string input, object? expected = null, Action<AdkEndpoint>? configure = null) =>
        Conformance.Scenario.Of(Connect<TOut>(at, new AdkAgentAttribute(app), configure), input, expected);

    /// <summary>How many messages a session has got, in whichever app it is.</summary>
    public static async Task<int> CountMessagesAsync(Uri server, string app, AgentHandle handle)
    {
        using var client = new HttpClient { BaseAddress = server };
        using HttpResponseMessage answer = await client.GetAsync(new Uri($"apps/{app}/users/perdure/sessions/{handle.Conversation}", UriKind.Relative));
        return answer.IsSuccessStatusCode
            ? JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("events").EnumerateArray().Count(static told => told.GetProperty("author").GetString() == "user" && told.GetProperty("actions").GetProperty("stateDelta").TryGetProperty("perdure_operation", out _))
            : 0;
    }
}
