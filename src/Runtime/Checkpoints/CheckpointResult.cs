namespace Perdure.Checkpoints;

/// <summary>What became of a checkpoint.</summary>
internal enum CheckpointOutcome
{
    /// <summary>It is committed.</summary>
    Committed,

    /// <summary>The run is held by another now; nothing was written, and nothing will be.</summary>
    Lost,

    /// <summary>The database refuses its content; nothing was written.</summary>
    Refused,
}

/// <summary>What became of a checkpoint.</summary>
/// <param name="Outcome">Which.</param>
/// <param name="Token">The fencing token that the holder goes on with.</param>
/// <param name="Refusal">What the database said, where it refused.</param>
internal sealed record CheckpointResult(CheckpointOutcome Outcome, long Token, Exception? Refusal = null);
