using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Perdure.Agents;

/// <summary>Gives the HTTP clients of one runtime their handlers.</summary>
internal sealed class EndpointHandlers(string prefix, Func<string, AgentEndpoint> find, EndpointHeaders.KeyForm key) : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    /// <summary>For how long a connection is used, and a name's address believed.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        if (name is null || !name.StartsWith(prefix, StringComparison.Ordinal)) return;
        AgentEndpoint endpoint = find(name[prefix.Length..]);

        // The handler renews its connections itself, and an agent keeps its client.
        options.HandlerLifetime = Timeout.InfiniteTimeSpan;
        options.HttpClientActions.Add(static client => client.Timeout = Timeout.InfiniteTimeSpan);
        options.HttpMessageHandlerBuilderActions.Add(builder =>
        {
            builder.PrimaryHandler = CreatePrimary(endpoint);
            builder.AdditionalHandlers.Add(new CredentialsHandler(EndpointHeaders.Of(endpoint, key)));
        });
    }

    public void Configure(HttpClientFactoryOptions options) => Configure(Options.DefaultName, options);

    /// <summary>Follows no redirect: it would take headers along to wherever it points.</summary>
    private static SocketsHttpHandler CreatePrimary(AgentEndpoint endpoint) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = endpoint.ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        AutomaticDecompression = System.Net.DecompressionMethods.All,
    };

    private sealed class CredentialsHandler(EndpointHeaders headers) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            headers.AddTo(request);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
