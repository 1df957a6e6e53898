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
    /// <param name="acquired">The run as it was acquired again; null where it is no longer this holder's under this token.</param>
    /// <param name="row">The run as it is; null where it is gone.</param>
    /// <returns>Whether what became of the checkpoint is known; false: it has to be sent again, under the new token.</returns>
    public bool SettleFrom(HolderRow? acquired, HolderRow? row)
    {
        if (acquired is not null) Checkpoint.Token = acquired.Token;
        if ((acquired ?? row)?.LastSeq >= Checkpoint.LastSeq) Commit();
        else if (acquired is null) Lose();
        else return false;
        return true;
    }
}
