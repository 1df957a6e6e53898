using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace Perdure.Agents;

/// <summary>Registers what the adapters of a runtime need: its endpoints, from the configuration first and then from code, and an HTTP client for each.</summary>
internal static class AgentRuntimeServices
{
    /// <param name="runtime">The runtime's name in the configuration, as <c>LangGraph</c> in <c>Perdure:Agents:LangGraph:default:Url</c>.</param>
    /// <param name="configure">Changes what the configuration says; null: nothing.</param>
    public static void Add<TOptions, TEndpoint>(IServiceCollection services, string runtime, EndpointHeaders.KeyForm key, Action<TOptions>? configure)
        where TOptions : AgentRuntimeOptions<TEndpoint>, new()
        where TEndpoint : AgentEndpoint, new()
    {
        if (!services.Any(static service => service.ServiceType == typeof(AgentEndpoints<TOptions, TEndpoint>)))
        {
            services.AddHttpClient();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<IConfigureOptions<TOptions>>(provider => new ConfigureOptions<TOptions>(options => Read<TOptions, TEndpoint>(options, runtime, provider.GetService<IConfiguration>())));
            services.AddSingleton(provider => new AgentEndpoints<TOptions, TEndpoint>(
                runtime, key, provider.GetRequiredService<IOptions<TOptions>>(), provider.GetRequiredService<IHttpClientFactory>(), provider.GetRequiredService<TimeProvider>()));

            // Before what the host says of these clients, which it may change then.
            services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<HttpClientFactoryOptions>>(provider =>
                new EndpointHandlers(AgentEndpoints.ClientPrefix(runtime), name => provider.GetRequiredService<AgentEndpoints<TOptions, TEndpoint>>().Get(name), key)));
        }

        if (configure is not null) services.AddSingleton<IConfigureOptions<TOptions>>(new ConfigureOptions<TOptions>(configure));
    }

    private static void Read<TOptions, TEndpoint>(TOptions options, string runtime, IConfiguration? configuration)
        where TOptions : AgentRuntimeOptions<TEndpoint>
        where TEndpoint : AgentEndpoint, new()
    {
        if (configuration is null) return;
        foreach (IConfigurationSection endpoint in configuration.GetSection(AgentEndpoints.Section(runtime)).GetChildren())
        {
            options.Endpoint(endpoint.Key, known => SettingReader.ReadInto(known, endpoint));
        }
    }
}
