namespace Perdure.Storage;

/// <summary>Who holds a run, read without a lock.</summary>
internal sealed record HolderRow(Guid ExecutionId, Guid? Holder, long Token, long LastSeq);
