using System.Net.Http.Headers;

namespace Perdure.Agents;

/// <summary>What an endpoint's requests bear beside what they ask.</summary>
internal sealed class EndpointHeaders
{
    private readonly Uri url;
    private readonly IReadOnlyList<KeyValuePair<string, string>> headers;

    private EndpointHeaders(Uri url, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        this.url = url;
        this.headers = headers;
    }

    /// <summary>How a runtime wants to be shown a key.</summary>
    /// <param name="Header">The header.</param>
    /// <param name="Scheme">What stands before the key, as <c>Bearer</c>; null: nothing.</param>
    public sealed record KeyForm(string Header, string? Scheme)
    {
        public static readonly KeyForm Bearer = new("Authorization", "Bearer");

        public static readonly KeyForm ApiKey = new("x-api-key", null);
    }

    public static EndpointHeaders Of(AgentEndpoint endpoint, KeyForm key)
    {
        var headers = new List<KeyValuePair<string, string>>(endpoint.Headers);
        if (endpoint.ApiKey is { Length: > 0 } secret) headers.Add(new(key.Header, key.Scheme is { } scheme ? $"{scheme} {secret}" : secret));
        return new EndpointHeaders(endpoint.Url!, headers);
    }

    /// <summary>Whether HTTP allows a header. A line's end in one would let its value say further headers.</summary>
    public static bool IsLawful(string name, string value)
    {
        using var request = new HttpRequestMessage();
        return !value.AsSpan().ContainsAny('\r', '\n', '\0') && request.Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>Adds them to a request of the endpoint's own origin: no other is told credentials, whatever address a runtime names.</summary>
    public void AddTo(HttpRequestMessage request)
    {
        if (request.RequestUri is not { IsAbsoluteUri: true } target || !IsOwn(target)) return;
        foreach ((string name, string value) in headers)
        {
            if (!request.Headers.Contains(name)) request.Headers.TryAddWithoutValidation(name, value);
        }
    }

    /// <summary>A text of somebody else's without our secrets, should it quote them.</summary>
    public string Redact(string text)
    {
        foreach ((string name, string value) in headers)
        {
            // What is shorter could stand anywhere.
            if (value.Length < 6) continue;
            text = text.Replace(value, "***", StringComparison.Ordinal);
            if (AuthenticationHeaderValue.TryParse(value, out AuthenticationHeaderValue? credentials) && credentials.Parameter is { Length: >= 6 } secret) text = text.Replace(secret, "***", StringComparison.Ordinal);
        }

        return text;
    }

    private bool IsOwn(Uri target) => Uri.Compare(target, url, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
