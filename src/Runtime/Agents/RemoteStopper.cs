using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Agents;

/// <summary>Remote work that was given up.</summary>
/// <param name="Unit">The step, or the item or round of it.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="Handle">Where the work is.</param>
internal sealed record AgentStop(StepUnit Unit, string Agent, StoredHandle Handle);

/// <summary>What became of it.</summary>
/// <param name="Stop">What was to be stopped.</param>
/// <param name="Outcome">Whether it is, in a word.</param>
internal sealed record AgentStopped(AgentStop Stop, string Outcome);

/// <summary>Asks runtimes to stop work that was given up. Whatever they say, and if they say nothing, the run that waits for it goes on to its end.</summary>
internal sealed partial class RemoteStopper(IServiceProvider services, AgentRegistry agents, PayloadSerializer serializer, AgentOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>It stops.</summary>
    public const string Stopped = "stopped";

    /// <summary>It goes on: its runtime cannot stop it.</summary>
    public const string GoesOn = "cannot";

    /// <summary>Nobody knows: its runtime could not be asked.</summary>
    public const string Failed = "failed";

    private readonly AgentPayloads payloads = new(serializer);

    /// <summary>Asks for all of it at once, and waits for no longer than one may take. Never throws.</summary>
    public async Task<IReadOnlyList<AgentStopped>> StopAsync(Guid executionId, IReadOnlyList<AgentStop> stops) =>
        await Task.WhenAll(stops.Select(stop => StopAsync(executionId, stop))).ConfigureAwait(false);

    private async Task<AgentStopped> StopAsync(Guid executionId, AgentStop stop)
    {
        using var limit = new CancellationTokenSource(options.StopTimeout, time);
        try
        {
            bool stopped = await Task.Run(() => AskAsync(executionId, stop, limit.Token), CancellationToken.None).WaitAsync(limit.Token).ConfigureAwait(false);
            return new AgentStopped(stop, stopped ? Stopped : GoesOn);
        }
        catch (Exception failure)
        {
            LogNotStopped(logger, failure, stop.Handle.Runtime, stop.Handle.Conversation, stop.Agent, executionId);
            return new AgentStopped(stop, Failed);
        }
    }

    private async Task<bool> AskAsync(Guid executionId, AgentStop stop, CancellationToken cancellationToken)
    {
        AsyncServiceScope scope = services.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            return await agents.WorkOf(stop.Agent, scope.ServiceProvider).StopAsync(payloads.Read(stop.Handle, executionId, stop.Agent), cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(516, LogLevel.Warning, "Runtime '{Runtime}' could not be asked to stop conversation '{Conversation}' of agent '{Agent}', which execution {ExecutionId} has given up: it may still be at work")]
    private static partial void LogNotStopped(ILogger logger, Exception failure, string runtime, string conversation, string agent, Guid executionId);
}
