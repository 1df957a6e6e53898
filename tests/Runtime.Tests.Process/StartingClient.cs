using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Perdure.Runtime.Tests.Process;

/// <summary>A client that starts runs as fast as it can, many at a time, so that they share transactions, and notes each start that it was told is committed.</summary>
internal static class StartingClient
{
    private const int AtOnce = 16;

    public static async Task RunAsync(string connectionString, string folder)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPerdure(perdure => perdure.UsePostgres($"{connectionString};Application Name=starting").Add(new ProcessRegistry()), options => options.RunWorker = false);
        using IHost host = builder.Build();
        using var acknowledged = new Acknowledged(folder);
        WorkflowClient client = host.Services.GetRequiredService<WorkflowClient>();
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (true)
            {
                string input = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref next)} ");
                WorkflowHandle<string> run = await client.StartAsync(ProcessPlans.Soak, input);
                acknowledged.Write(run.Id, input);
            }
        }));
    }
}
