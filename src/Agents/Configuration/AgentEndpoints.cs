using Microsoft.Extensions.Options;

namespace Perdure.Agents;

/// <summary>The names that the endpoints of a runtime have elsewhere.</summary>
internal static class AgentEndpoints
{
    public static string Section(string runtime) => $"Perdure:Agents:{runtime}";

    /// <summary>What the names of the runtime's HTTP clients begin with; the endpoint's follows.</summary>
    public static string ClientPrefix(string runtime) => $"Perdure.Agents.{runtime}.";
}

/// <summary>The endpoints of one runtime, checked when they are asked for.</summary>
internal sealed class AgentEndpoints<TOptions, TEndpoint>(string runtime, EndpointHeaders.KeyForm key, IOptions<TOptions> options, IHttpClientFactory clients, TimeProvider time)
    where TOptions : AgentRuntimeOptions<TEndpoint>
    where TEndpoint : AgentEndpoint, new()
{
    /// <exception cref="InvalidOperationException">There is no such endpoint, or it cannot be used.</exception>
    public TEndpoint Get(string name)
    {
        IDictionary<string, TEndpoint> all = options.Value.Endpoints;
        if (!all.TryGetValue(name, out TEndpoint? endpoint))
        {
            string known = all.Count == 0 ? "none is" : $"there are {string.Join(", ", all.Keys.Order(StringComparer.Ordinal).Select(static other => $"'{other}'"))}";
            throw new InvalidOperationException($"The {runtime} endpoint '{name}' is not configured ({known}): set {AgentEndpoints.Section(runtime)}:{name}:Url, or add it in Add{runtime}(…)");
        }

        return endpoint.Validate() is { } wrong
            ? throw new InvalidOperationException($"The {runtime} endpoint '{name}' {wrong} ({AgentEndpoints.Section(runtime)}:{name})")
            : endpoint;
    }

    /// <summary>Who speaks to an endpoint.</summary>
    /// <exception cref="InvalidOperationException">There is no such endpoint, or it cannot be used.</exception>
    public AgentHttp Connect(string name)
    {
        TEndpoint endpoint = Get(name);
        return new AgentHttp(clients.CreateClient(AgentEndpoints.ClientPrefix(runtime) + name), endpoint, EndpointHeaders.Of(endpoint, key), time);
    }
}
