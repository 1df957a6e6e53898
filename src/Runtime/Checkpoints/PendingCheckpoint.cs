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

    /// <summary>After an unknown outcome.</summary>
    /// <param name="holder">Whose checkpoint it is.</param>
    /// <param name="acquired">The run as it was acquired again; null where it was not.</param>
    /// <param name="row">The run as it is; null where it is gone.</param>
    /// <returns>Whether what became of the checkpoint is known; false: it has to be sent again, under the new token.</returns>
    public bool SettleFrom(Guid holder, HolderRow? acquired, HolderRow? row)
    {
        HolderRow? standing = acquired ?? row;
        // A run that an earlier try acquired again is not acquired twice; its token stands in the row.
        if (standing?.Holder == holder) Checkpoint.Token = standing.Token;
        if (standing?.LastSeq >= Checkpoint.LastSeq) Commit();
        else if (acquired is null) Lose();
        else return false;
        return true;
    }
}
