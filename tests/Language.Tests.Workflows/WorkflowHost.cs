using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Language.Tests.Workflows.Agents;
using Perdure.Language.Tests.Workflows.Random;

namespace Perdure.Language.Tests.Workflows;

/// <summary>A host with the workflows of this project.</summary>
internal static class WorkflowHost
{
    public static IHost Create(string connectionString, string worker, bool runWorker = true)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddPerdure(
            perdure => perdure.UsePostgres(connectionString).AddWorkflows().Add(new RandomRegistry()),
            options =>
            {
                options.RunWorker = runWorker;
                options.WorkerName = worker;
                options.SlowPoll = TimeSpan.FromMilliseconds(200);
                options.MaxRecoveries = 1_000;
            });
        builder.Services.AddSingleton<IAgentConnector<DeskAgentAttribute>>(new DeskConnector(connectionString));
        builder.Services.AddSingleton<IAgentConnector<LetterAgentAttribute>>(new LetterConnector(connectionString));
        builder.Services.AddSingleton<IAgentConnector<CallAgentAttribute>>(new CallConnector(connectionString));
        return builder.Build();
    }
}
