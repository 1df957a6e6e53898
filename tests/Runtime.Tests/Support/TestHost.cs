using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Storage;

namespace Perdure.Runtime.Tests.Support;

/// <summary>A host with a worker on a test's database.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private TestHost(IHost host) => Host = host;

    public IHost Host { get; }

    public WorkflowClient Client => Host.Services.GetRequiredService<WorkflowClient>();

    public IExecutionStore Store => Host.Services.GetRequiredService<IExecutionStore>();

    public static async Task<TestHost> StartAsync(
        string connectionString,
        WorkflowPlan[] plans,
        Action<PerdureOptions>? configure = null,
        AgentDefinition[]? agents = null,
        Action<IServiceCollection>? services = null,
        Action<PerdureBuilder>? build = null)
    {
        HostApplicationBuilder builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPerdure(
            perdure =>
            {
                perdure.UsePostgres(connectionString).Add(new TestRegistry(plans, agents ?? []));
                build?.Invoke(perdure);
            },
            options =>
            {
                options.WorkerName = $"worker-{Guid.CreateVersion7()}";
                configure?.Invoke(options);
            });
        services?.Invoke(builder.Services);
        IHost host = builder.Build();
        await host.StartAsync();
        return new TestHost(host);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        await ((IAsyncDisposable)Host).DisposeAsync();
    }
}
