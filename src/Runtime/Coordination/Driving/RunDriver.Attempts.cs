using Microsoft.Extensions.Logging;
using Perdure.Steps;

namespace Perdure.Coordination.Driving;

/// <summary>The attempts of a held run that are under way.</summary>
internal sealed partial class RunDriver
{
    private void InterruptSteps() => _ = EndAttemptsAsync(ending);

    private async Task EndAttemptsAsync(CancellationTokenSource attempts)
    {
        try
        {
            await attempts.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The run has ended in this moment: there is nothing to end any more.
        }
        catch (AggregateException failure)
        {
            LogCallbackFailed(services.Logger, failure, claimed.Id);
        }
    }

    private void Launch(StepStart start)
    {
        progress.Launch(start);
        start.Teller = this;
        var flight = new Flight(start, services.Time.GetTimestamp());
        inFlight[start.Unit] = flight;
        flight.Attempt = ExecuteAsync(flight);
    }

    private async Task ExecuteAsync(Flight flight)
    {
        // A cancellation ends the steps: not what it leads to, their undos, nor what has happened already, the work of a child.
        CancellationToken ended = flight.Start is { IsUndo: true } or { Ended: not null } ? endingUndo.Token : ending.Token;
        StepOutcome outcome = await services.Executor.ExecuteAsync(flight.Start, services.Locks.Lease, ended).ConfigureAwait(false);
        inbox.Writer.TryWrite(outcome with { Flight = flight });
    }

    [LoggerMessage(506, LogLevel.Warning, "Code of a step of execution {ExecutionId} failed when it was told that its token is cancelled")]
    private static partial void LogCallbackFailed(ILogger logger, Exception failure, Guid executionId);
}
