using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Perdure.Agents.Mcp;

/// <summary>Compares the tools with their classes before the host starts any worker: what does not fit is told once, and not by each run.</summary>
internal sealed partial class McpToolChecker(IServiceProvider services, IOptions<McpOptions> options, ILogger logger) : IHostedLifecycleService
{
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        McpToolCheck check = options.Value.ToolCheck;
        if (check == McpToolCheck.Off) return;
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            IEnumerable<IMcpToolAgent> tools = scope.ServiceProvider.GetRequiredService<AgentRegistry>().Definitions
                .Where(static agent => typeof(RemoteAgent).IsAssignableFrom(agent.AgentType))
                .Select(agent => ((RemoteAgent)scope.ServiceProvider.GetRequiredService(agent.AgentType)).Work)
                .OfType<IMcpToolAgent>();
            List<string> differences = [.. (await Task.WhenAll(tools.Select(tool => CompareAsync(tool, cancellationToken))).ConfigureAwait(false)).SelectMany(static found => found)];
            if (differences.Count == 0) return;
            if (check == McpToolCheck.Fail)
                throw new PerdureConfigurationException($"{string.Join("; ", differences)}. Mend the classes, or set {nameof(McpOptions.ToolCheck)} in AddMcp(…) to start all the same");
            foreach (string difference in differences) LogDifference(logger, difference);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<IReadOnlyList<string>> CompareAsync(IMcpToolAgent tool, CancellationToken cancellationToken)
    {
        try
        {
            return await tool.CompareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AgentFailure failure) when (failure.Error.IsTransient)
        {
            // It may be back when it is needed; what a restart finds down must not keep everything else down.
            LogUnreachable(logger, tool.Name, failure.Message);
            return [];
        }
        catch (AgentFailure failure)
        {
            return [$"Agent '{tool.Name}': its MCP server cannot be asked for its tools: {failure.Message}"];
        }
    }

    [LoggerMessage(1211, LogLevel.Warning, "{Difference}")]
    private static partial void LogDifference(ILogger logger, string difference);

    [LoggerMessage(1212, LogLevel.Warning, "The tool of agent '{Agent}' was not compared with its class, since its server is not reached: {Reason}")]
    private static partial void LogUnreachable(ILogger logger, string agent, string reason);
}
