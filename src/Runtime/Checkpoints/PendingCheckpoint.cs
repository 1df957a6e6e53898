using Perdure.Storage;

namespace Perdure.Checkpoints;

/// <summary>A checkpoint and whoever waits for it.</summary>
internal sealed class PendingCheckpoint(Checkpoint checkpoint)
{
    private readonly TaskCompletionSource<CheckpointResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Checkpoint Checkpoint { get; } = checkpoint;

    public Task<CheckpointResult> Result => result.Task;

    public void Commit() => result.TrySetResult(new CheckpointResult(CheckpointOutcome.Committed, Checkpoint.Token));

    public void Lose() => result.TrySetResult(new CheckpointResult(CheckpointOutcome.Lost, Checkpoint.Token));

    public void Refuse(Exception refusal) => result.TrySetResult(new CheckpointResult(CheckpointOutcome.Refused, Checkpoint.Token, refusal));

    /// <summary>How large it is, as what is sent of it counts.</summary>
    public long Characters { get; } = checkpoint.CountCharacters();

    /// <summary>How often its run's row was locked by somebody when it was to be written.</summary>
    public int TimesLocked { get; set; }

    /// <summary>How often it was in a batch that waited for somebody too long, or broke its connection again.</summary>
    public int TimesHeldUp { get; set; }

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
        if (written.Contains(Checkpoint.ExecutionId)) Commit();
        else if (!acquired.Contains(Checkpoint.ExecutionId)) Lose();
        else return false;
        return true;
    }
}
