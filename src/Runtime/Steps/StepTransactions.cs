using Perdure.Coordination;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>The transactions that the steps of one incarnation are given: so many at a time, on connections of their own.</summary>
/// <param name="store">The database.</param>
/// <param name="holder">The incarnation.</param>
/// <param name="patience">For questions about them.</param>
#pragma warning disable CA1001 // The semaphore is not disposed of: code that was left behind gives its place back long after the incarnation is over.
internal sealed class StepTransactions(IExecutionStore store, Guid holder, Patience patience)
{
    private readonly SemaphoreSlim places = new(PerdureDatabase.UserTransactions);

    /// <summary>Waits for a place.</summary>
    public async Task<TransactionPlace> EnterAsync(CancellationToken cancellationToken)
    {
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new TransactionPlace(BeginAsync, places);
    }

    /// <summary>A database that does not answer is waited for: the attempt has not begun.</summary>
    private async Task<(IStepTransaction Begun, Func<Task<bool>> Fence)> BeginAsync(StepStart start, CancellationToken cancellationToken)
    {
        var attempt = new StepAttempt(new StepKey(start.ExecutionId, start.Step.Id, start.Unit.Item, start.Unit.Round), start.Attempt, holder);
        IStepTransaction begun = await patience.AskAsync(asking => store.BeginStepAsync(attempt, asking), cancellationToken).ConfigureAwait(false);
        return (begun, async () => await patience.AskAsync(asking => store.FenceAttemptAsync(attempt, asking)).ConfigureAwait(false));
    }
}
#pragma warning restore CA1001

/// <summary>A place among the transactions of steps. It is given up once: before a transaction is begun in it, or with that one, which code that was left behind may keep for long.</summary>
internal sealed class TransactionPlace(Func<StepStart, CancellationToken, Task<(IStepTransaction Begun, Func<Task<bool>> Fence)>> begin, SemaphoreSlim places)
{
    private bool isUsed;

    /// <summary>Begins the transaction of an attempt.</summary>
    public async Task<StepTransaction> BeginAsync(StepStart start, CancellationToken cancellationToken)
    {
        (IStepTransaction begun, Func<Task<bool>> fence) = await begin(start, cancellationToken).ConfigureAwait(false);
        isUsed = true;
        return new StepTransaction(begun, fence, this);
    }

    public void LeaveUnlessUsed()
    {
        if (!isUsed) Leave();
    }

    public void Leave() => places.Release();
}
