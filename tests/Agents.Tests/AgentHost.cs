using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Perdure.Agents.Tests;

/// <summary>Connects agents as a host does: through AddPerdure and its services.</summary>
internal static class AgentHost
{
    /// <summary>The services of a host. It names a database and asks it nothing.</summary>
    public static ServiceProvider Build(Action<PerdureBuilder> add, IReadOnlyDictionary<string, string?>? configuration = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        if (configuration is not null) services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build());
        services.AddPerdure(
            perdure =>
            {
                perdure.UsePostgres("Host=localhost;Database=nobody_asks");
                add(perdure);
            },
            static options => options.RunWorker = false);
        return services.BuildServiceProvider();
    }

    public static IRemoteAgent<TIn, TOut> Connect<TAttribute, TIn, TOut>(Action<PerdureBuilder> add, TAttribute attribute, JsonSerializerContext context)
        where TAttribute : RemoteAgentAttribute =>
        Build(add).GetRequiredService<IAgentConnector<TAttribute>>().Connect<TIn, TOut>(attribute, new RemoteAgentTypes("tested", PayloadType.Of<TIn>(context), PayloadType.Of<TOut>(context)));
}
