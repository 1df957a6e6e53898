using System.Data.Common;
using Npgsql;
using Perdure.Checkpoints;
using Perdure.Coordination;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>The transaction of one attempt. It is committed with the attempt's result, or not at all; whether it still may be is decided once.</summary>
/// <param name="inner">The transaction.</param>
/// <param name="fence">After an unknown outcome: prevents the commit, and tells whether it has happened.</param>
/// <param name="place">Is given up with it.</param>
internal sealed class StepTransaction(IStepTransaction inner, Func<Task<bool>> fence, TransactionPlace place) : IAsyncDisposable
{
    private const int Open = 0;
    private const int Committing = 1;
    private const int GivenUp = 2;

    private int state;

    /// <summary>What the step is given.</summary>
    public DbTransaction Transaction => inner.Transaction;

    /// <summary>Whether its connection is lost; the step's statements failed by that.</summary>
    public bool IsLost => inner.IsLost;

    /// <summary>The attempt has ended without a result: nothing is committed any more, also by code that was left behind.</summary>
    /// <returns>Whether that is so; false: the commit is under way, and what becomes of it decides.</returns>
    public bool GiveUp() => Interlocked.CompareExchange(ref state, GivenUp, Open) != Committing;

    /// <summary>Records the result, and commits.</summary>
    /// <exception cref="AttemptLostException">Nothing was committed, and it is not the step's fault.</exception>
    public async Task CommitAsync(StoredPayload? output, bool isLast, string? tag)
    {
        if (Interlocked.CompareExchange(ref state, Committing, Open) != Open) throw new AttemptLostException("the attempt had ended before its code did");
        if (!await SettleAsync(output, isLast, tag).ConfigureAwait(false)) throw new AttemptLostException("another worker has taken the run");
        PausePoints.Reach("user's step row updated, not committed");
        try
        {
            await inner.CommitAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (CommitFailures.Classify(failure) is CommitFailure.Unknown or CommitFailure.Defect)
        {
            if (!await fence().ConfigureAwait(false)) throw new AttemptLostException("the connection was lost at the commit, which did not happen", failure);
        }

        PausePoints.Reach("user's transaction committed, not told");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await inner.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            place.Leave();
        }
    }

    private async Task<bool> SettleAsync(StoredPayload? output, bool isLast, string? tag)
    {
        try
        {
            return await inner.SettleAsync(output, isLast, tag).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (CommitFailures.Classify(refusal) == CommitFailure.Refused)
        {
            throw new RefusedByDatabaseException(refusal);
        }
    }
}

/// <summary>An attempt came to nothing by what happened around it: it is repeated, and has not failed.</summary>
internal sealed class AttemptLostException(string reason, Exception? innerException = null) : Exception(reason, innerException);
