using Perdure.Storage;

namespace Perdure.Checkpoints;

/// <summary>Something that a lane is to write about one run, and whoever waits for it.</summary>
internal abstract class PendingWrite
{
    public abstract Guid ExecutionId { get; }

    /// <summary>How large it is, as what is sent of it counts.</summary>
    public abstract long Characters { get; }

    /// <summary>How often its run's row was locked by somebody when it was to be written.</summary>
    public int TimesLocked { get; set; }

    /// <summary>How often it was in a batch that waited for somebody too long, or broke its connection again.</summary>
    public int TimesHeldUp { get; set; }

    /// <summary>It is committed.</summary>
    public abstract void Commit();

    /// <summary>It is not written, and will not be: the run, or the incarnation, is not the writer's any more.</summary>
    public abstract void Lose();

    /// <summary>The database refuses its content; nothing was written.</summary>
    public abstract void Refuse(Exception refusal);
}

/// <summary>A checkpoint and whoever waits for it.</summary>
internal sealed class PendingCheckpoint(Checkpoint checkpoint) : PendingWrite
{
    private readonly TaskCompletionSource<CheckpointResult> result = new();

    public Checkpoint Checkpoint { get; } = checkpoint;

    public Task<CheckpointResult> Result => result.Task;

    public override Guid ExecutionId => Checkpoint.ExecutionId;

    public override long Characters { get; } = checkpoint.CountCharacters();

    public override void Commit() => result.TrySetResult(new CheckpointResult(CheckpointOutcome.Committed, Checkpoint.Token));

    public override void Lose() => result.TrySetResult(new CheckpointResult(CheckpointOutcome.Lost, Checkpoint.Token));

    public override void Refuse(Exception refusal) => result.TrySetResult(new CheckpointResult(CheckpointOutcome.Refused, Checkpoint.Token, refusal));

    /// <summary>After an unknown outcome.</summary>
    /// <param name="holder">Whose checkpoint it is.</param>
    /// <param name="row">The run as it is; null where it is gone.</param>
    /// <param name="acquired">The runs that were acquired again.</param>
    /// <param name="written">The runs that the batch did write.</param>
    /// <returns>Whether what became of the checkpoint is known; false: it has to be sent again, under the new token.</returns>
    public bool SettleFrom(Guid holder, HolderRow? row, IReadOnlySet<Guid> acquired, IReadOnlySet<Guid> written)
    {
        // A run that an earlier try acquired again is not acquired twice; its token stands in the row.
        if (row?.Holder == holder) Checkpoint.Token = row.Token;
        bool isWritten = written.Contains(Checkpoint.ExecutionId);

        // Written, but taken by another since: what it announces must not be begun here any more. One that let go of the run has nothing left to begin.
        if (isWritten && (Checkpoint.Release || row?.Holder == holder)) Commit();
        else if (isWritten) Lose();
        else if (!acquired.Contains(Checkpoint.ExecutionId)) Lose();
        else return false;
        return true;
    }
}

/// <summary>The start of a run that its worker holds from the first moment, and whoever starts it.</summary>
internal sealed class PendingStart(NewExecution run) : PendingWrite
{
    private readonly TaskCompletionSource<bool> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public NewExecution Run { get; } = run;

    /// <summary>
    /// Whether it is known to be started; false: the incarnation is over, and what became of it need not be known: whoever starts it starts it again, under the same id.
    /// Fails where the database refuses it, or did not say what became of it.
    /// </summary>
    public Task<bool> Result => result.Task;

    public override Guid ExecutionId => Run.Id;

    public override long Characters { get; } = run.Input?.Json.Length ?? 0;

    public override void Commit() => result.TrySetResult(true);

    public override void Lose() => result.TrySetResult(false);

    public override void Refuse(Exception refusal) => result.TrySetException(refusal);

    /// <summary>Whoever starts it waits no longer.</summary>
    public void Abandon(CancellationToken cancellationToken) => result.TrySetCanceled(cancellationToken);
}
