using Perdure.Storage;

namespace Perdure;

/// <summary>What changes the course of a run: asked of its holder, or done by force of the lease.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>Asks a run to end: no further step starts, the tokens of running steps are cancelled, and what they recorded stays.</summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was asked; false where it had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> CancelAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        AskAsync(executionId, store.CancelAsync, notifier.Mail, cancellationToken);

    /// <summary>Asks a run to end, and terminates it where it has not ended within the grace period.</summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancelOptions">How long it has to end by itself.</param>
    /// <param name="cancellationToken">Ends the call: a run that was asked to end stays so, and is not terminated any more.</param>
    /// <returns>Whether it was asked; false where it had ended already. With a grace period the run has ended when this returns.</returns>
    /// <exception cref="ArgumentException">The grace period is out of its bounds.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<bool> CancelAsync(Guid executionId, CancelOptions cancelOptions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cancelOptions);
        cancelOptions.Validate();
        if (!await CancelAsync(executionId, cancellationToken).ConfigureAwait(false)) return false;
        if (cancelOptions.GracePeriod is not { } grace || await EndsWithinAsync(executionId, grace, cancellationToken).ConfigureAwait(false)) return true;

        // One that ends in this moment has ended by itself.
        await TerminateAsync(executionId, $"it was asked to end, and did not within {grace:c}", cancellationToken).ConfigureAwait(false);
        return true;
    }

    /// <summary>
    /// Ends a run at once, as <see cref="ExecutionStatus.Cancelled"/>, without asking the worker that holds it: its lease is taken from it, and what it still sends is refused. What was recorded
    /// stays. Code of a step that is under way is told as soon as its worker hears of it; it may go on for that long, and its result is not used. A run that was terminated did not fail: nobody's
    /// code went wrong, somebody ended it.
    /// </summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="reason">Why, for those who read the events; null: nothing is said.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was ended by this; false where it had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<bool> TerminateAsync(Guid executionId, string? reason = null, CancellationToken cancellationToken = default)
    {
        if (reason?.Contains('\0') == true) throw new ArgumentException("The reason has a character U+0000, which PostgreSQL cannot store: leave it out", nameof(reason));
        return await AskAsync(executionId, (run, asking) => store.TerminateAsync(run, reason, asking), AnnounceEnd, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Holds a run still: no further step starts, what runs settles and is recorded, and then the run is <see cref="ExecutionStatus.Paused"/>, held by no worker and woken by no due time, until
    /// <see cref="ResumeAsync"/>. A due time that passes meanwhile counts once it goes on. A run that has begun to fail or to end does so.
    /// </summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it is paused, or will be when what runs has settled; false where it had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> PauseAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        AskAsync(executionId, store.PauseAsync, notifier.Mail, cancellationToken);

    /// <summary>Lets a run go on that is paused, or was asked to pause.</summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it goes on; false where it was not paused. One that has failed or was cancelled goes on by <see cref="RetryAsync"/>.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> ResumeAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        AskAsync(executionId, store.ResumeAsync, notifier.Mail, cancellationToken);

    /// <summary>
    /// Lets a run go on that has failed, was set aside because its workers died of it, or was cancelled: what it recorded stays, what failed or was cut off starts again, and its failures and
    /// takeovers count anew. It is the same run; a new one begins by <see cref="ForkAsync{TIn, TOut}"/>.
    /// </summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it goes on; false where it is under way, or has succeeded.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public ValueTask<bool> RetryAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        AskAsync(executionId, store.RetryAsync, _ => notifier.Ready(), cancellationToken);

    private async ValueTask<bool> AskAsync(Guid executionId, Func<Guid, CancellationToken, ValueTask<bool>> ask, Action<Guid> announce, CancellationToken cancellationToken)
    {
        if (await ask(executionId, cancellationToken).ConfigureAwait(false))
        {
            announce(executionId);
            return true;
        }

        return await store.GetAsync(executionId, cancellationToken).ConfigureAwait(false) is null
            ? throw new ExecutionNotFoundException(executionId)
            : false;
    }

    /// <summary>Who waits for the run hears that it has ended, and who held it that it is lost.</summary>
    private void AnnounceEnd(Guid executionId)
    {
        notifier.End(executionId);
        notifier.Mail(executionId);
    }

    private async ValueTask<bool> EndsWithinAsync(Guid executionId, TimeSpan grace, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await WaitForEndAsync(executionId, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
