using Microsoft.Extensions.Logging;
using Perdure.Storage;

namespace Perdure.Checkpoints;

/// <summary>What a lane does where a batch was not written: it tries again, halves it, waits for others, or finds out what became of it.</summary>
internal sealed partial class Lane
{
    private static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(1);

    /// <summary>Somebody else's transaction holds such a checkpoint up, and each try costs the others of the lane what it waits.</summary>
    private static readonly TimeSpan LongestPutOff = TimeSpan.FromSeconds(30);

    /// <summary>Does what a failed commit asks for.</summary>
    /// <returns>What has to be sent again.</returns>
    private async Task<List<PendingWrite>> OvercomeAsync(Exception failure, Batch? batch, List<PendingWrite> pending, int attempt)
    {
        // Without a batch nothing was sent: the lane could not be registered, which says nothing about its checkpoints.
        switch (batch is null ? CommitFailure.TryAgain : CommitFailures.Classify(failure))
        {
            case CommitFailure.TryAgain:
                LogTryAgain(logger, failure, pending.Count, attempt);
                await BackOffAsync(attempt, LongestBackOff).ConfigureAwait(false);
                return pending;
            case CommitFailure.HeldUp:
                // The server answered: whose transaction it is that takes its time is not this worker's doing.
                Progressed();
                LogHeldUp(logger, failure, pending.Count);
                await DivideAsync(pending, heldUp: true).ConfigureAwait(false);
                return [];
            case CommitFailure.Refused when pending.Count == 1:
                LogRefused(logger, failure, pending[0].ExecutionId);
                Progressed();
                pending[0].Refuse(failure);
                return [];
            case CommitFailure.Refused:
                await DivideAsync(pending, heldUp: false).ConfigureAwait(false);
                return [];
            case var kind:
                LogUnknown(logger, failure, pending.Count);
                List<PendingWrite> missing = await RecoverAsync(failure, batch!, pending, attempt).ConfigureAwait(false);
                if (kind == CommitFailure.Defect)
                {
                    await DivideDefectiveAsync(failure, missing, alone: pending.Count == 1).ConfigureAwait(false);
                    return [];
                }

                if (attempt == 1 && missing.All(one => one.TimesHeldUp == 0)) return missing;
                // The second time it may be the batch that breaks the connection.
                await DivideAsync(missing, heldUp: true).ConfigureAwait(false);
                return [];
        }
    }

    /// <summary>Goes on in halves, so that one run that cannot be written costs the others no more than a few transactions (1 in 128: 15); with a single one later.</summary>
    private async Task DivideAsync(List<PendingWrite> pending, bool heldUp)
    {
        if (heldUp) foreach (PendingWrite one in pending) one.TimesHeldUp++;
        if (pending is [var only])
        {
            _ = ComeBackAsync(only, only.TimesHeldUp, LongestPutOff);
            return;
        }

        int half = pending.Count / 2;
        await CommitAsync(pending[..half]).ConfigureAwait(false);
        await CommitAsync(pending[half..]).ConfigureAwait(false);
    }

    /// <summary>What is proven not to be written goes on in halves, until the one that cannot be is alone.</summary>
    private async Task DivideDefectiveAsync(Exception failure, List<PendingWrite> missing, bool alone)
    {
        switch (missing)
        {
            case []:
                return;
            case [var only] when alone:
                LogRefused(logger, failure, only.ExecutionId);
                Progressed();
                only.Refuse(failure);
                return;
            case [var only]:
                await CommitAsync([only]).ConfigureAwait(false);
                return;
            default:
                await DivideAsync(missing, heldUp: false).ConfigureAwait(false);
                return;
        }
    }

    /// <summary>A run that was not written is another's, or locked for a moment. The lane goes on with the others meanwhile.</summary>
    private async Task SettleUnwrittenAsync(List<PendingWrite> unwritten)
    {
        if (unwritten.Count == 0) return;
        Dictionary<Guid, HolderRow> rows = (await store.ReadHoldersAsync([.. unwritten.Select(one => one.ExecutionId)], stopping.Token).ConfigureAwait(false))
            .ToDictionary(row => row.ExecutionId);
        foreach (PendingWrite one in unwritten)
        {
            HolderRow? row = rows.GetValueOrDefault(one.ExecutionId);
            if (one is PendingCheckpoint { Checkpoint.Token: var token } && row?.Holder == incarnation && row.Token == token) _ = ComeBackAsync(one, ++one.TimesLocked, LongestBackOff);
            else one.Lose();
        }
    }

    private async Task ComeBackAsync(PendingWrite one, int times, TimeSpan longest)
    {
        var queued = false;
        try
        {
            await BackOffAsync(times, longest).ConfigureAwait(false);
            queued = queue.Writer.TryWrite(one);
        }
        catch (OperationCanceledException)
        {
            // The lane has ended.
        }
        finally
        {
            if (!queued) one.Lose();
        }
    }

    /// <summary>
    /// After an unknown outcome a plain read proves nothing: the server may commit a moment later. Raising the tokens waits for that, and afterwards the batch
    /// either stands in the events, which bear its number, or never will.
    /// </summary>
    /// <returns>What has to be sent again, under new tokens.</returns>
    private async Task<List<PendingWrite>> RecoverAsync(Exception failure, Batch batch, List<PendingWrite> pending, int attempt)
    {
        (replaced, id) = (id ?? replaced, null);

        // There is no row to wait for: whoever starts a run is told that it may have been started. If it was, it is found as a stray.
        foreach (PendingWrite start in pending.Where(one => one is PendingStart)) start.Refuse(failure);
        List<PendingCheckpoint> checkpoints = [.. pending.OfType<PendingCheckpoint>()];
        if (checkpoints.Count == 0) return [];
        for (; ; attempt++)
        {
            await BackOffAsync(attempt, LongestBackOff).ConfigureAwait(false);
            try
            {
                HashSet<Guid> acquired =
                    [.. (await store.ReacquireAsync(incarnation, [.. checkpoints.Select(one => one.Checkpoint)], stopping.Token).ConfigureAwait(false)).Select(row => row.ExecutionId)];
                IReadOnlySet<Guid> written = await store.ReadWrittenAsync(batch, stopping.Token).ConfigureAwait(false);
                if (written.Count > 0) committed?.Invoke();
                Dictionary<Guid, HolderRow> rows = (await store.ReadHoldersAsync([.. checkpoints.Select(one => one.ExecutionId)], stopping.Token).ConfigureAwait(false))
                    .ToDictionary(row => row.ExecutionId);
                return [.. checkpoints.Where(one => !one.SettleFrom(incarnation, rows.GetValueOrDefault(one.ExecutionId), acquired, written))];
            }
            catch (Exception again) when (!stopping.IsCancellationRequested)
            {
                LogNotRecovered(logger, attempt == 1 ? LogLevel.Warning : LogLevel.Debug, again, checkpoints.Count, attempt);
            }
        }
    }

    private Task BackOffAsync(int attempt, TimeSpan longest) => BackOff.WaitAsync(attempt, longest, time, stopping.Token);

    [LoggerMessage(101, LogLevel.Warning, "A batch of {Count} checkpoints is written again, attempt {Attempt}")]
    private static partial void LogTryAgain(ILogger logger, Exception failure, int count, int attempt);

    [LoggerMessage(102, LogLevel.Error, "The database refuses a checkpoint of execution {ExecutionId}")]
    private static partial void LogRefused(ILogger logger, Exception failure, Guid executionId);

    [LoggerMessage(103, LogLevel.Warning, "Whether a batch of {Count} checkpoints was committed is unknown; its runs are acquired again")]
    private static partial void LogUnknown(ILogger logger, Exception failure, int count);

    [LoggerMessage(EventId = 104, Message = "The runs of a batch of {Count} checkpoints could not be acquired again, attempt {Attempt}")]
    private static partial void LogNotRecovered(ILogger logger, LogLevel level, Exception failure, int count, int attempt);

    [LoggerMessage(105, LogLevel.Warning, "A batch of {Count} checkpoints was held up by a lock of somebody else, or cancelled; it goes on in halves, and a single one later")]
    private static partial void LogHeldUp(ILogger logger, Exception failure, int count);
}
