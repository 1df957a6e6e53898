using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Perdure.Load;

/// <summary>A host on the database that DATABASE_URL names.</summary>
internal static class LoadHost
{
    /// <summary>A host that is started and has its schema.</summary>
    /// <param name="plans">The long plans that it knows beside <see cref="TwoSteps"/>.</param>
    /// <param name="worker">Whether it runs steps.</param>
    /// <param name="roomy">Whether the worker takes as many runs as a workload has at the same time; else as many as it does by default.</param>
    public static async Task<IHost> StartAsync(IReadOnlyList<WorkflowPlan> plans, bool worker = true, bool roomy = true)
    {
        IHost host = Build(plans, worker, roomy);
        await host.StartAsync();
        return host;
    }

    public static IHost Build(IReadOnlyList<WorkflowPlan> plans, bool worker, bool roomy = true)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPerdure(
            perdure => perdure.UsePostgres(ConnectionString()).AddWorkflows().Add(new LongRegistry(plans)),
            options =>
            {
                options.RunWorker = worker;
                options.WorkerName = Environment.GetEnvironmentVariable("WORKER_NAME") ?? "load";
                if (roomy) (options.MaxSteps, options.MaxRuns) = (2_000, 2_000);
            });
        return builder.Build();
    }

    public static WorkflowClient Client(this IHost host) => host.Services.GetRequiredService<WorkflowClient>();

    public static string ConnectionString()
    {
        var url = new Uri(Environment.GetEnvironmentVariable("DATABASE_URL") ?? throw new InvalidOperationException("DATABASE_URL names no database: postgres://user:password@host:port/database"));
        string[] user = url.UserInfo.Split(':', 2);
        string password = user.Length == 2 ? $";Password={Uri.UnescapeDataString(user[1])}" : "";
        return $"Host={url.Host};Port={url.Port};Username={user[0]}{password};Database={url.AbsolutePath.TrimStart('/')}";
    }
}
