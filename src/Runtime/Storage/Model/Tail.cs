namespace Perdure.Storage;

/// <summary>From where the events of all runs are read on.</summary>
/// <param name="Batches">The last batch that was seen, by lane; of a lane that is missing, none.</param>
/// <param name="Passed">The number up to which closed lanes were read to their ends.</param>
/// <param name="First">The lane to go on with, in whose batch the reader stopped; null: the one whose next batch is the oldest.</param>
/// <param name="Lanes">Of how many lanes at most.</param>
/// <param name="Rows">About how many rows.</param>
internal sealed record TailRequest(IReadOnlyDictionary<Guid, long> Batches, long Passed, Guid? First, int Lanes, int Rows)
{
    /// <summary>How many rows each lane gives, and the rest of a batch, where so many have more.</summary>
    public int ShareOf(int waiting) => Math.Max(1, Rows / Math.Min(Lanes, waiting));
}

/// <summary>What was read of the events of all runs.</summary>
/// <param name="Passed">The number up to which closed lanes have nothing left behind what was asked for.</param>
/// <param name="Lanes">The lanes besides, which are open or have more.</param>
/// <param name="Waiting">Those that have more than was seen.</param>
/// <param name="Rows">Rows of some of those, in whole batches, in no order.</param>
internal sealed record TailPage(long Passed, IReadOnlyList<Guid> Lanes, IReadOnlyList<Guid> Waiting, IReadOnlyList<TailRow> Rows);

/// <summary>What a run said in a batch.</summary>
/// <param name="Seq">The number of its last event.</param>
/// <param name="Previous">Where the run's row before it stands, if that is in another lane; null: in the same one, or nowhere.</param>
internal sealed record TailRow(Guid Lane, long Batch, Guid ExecutionId, long Seq, DateTimeOffset CreatedAt, string Events, (Guid Lane, long Batch)? Previous);

/// <summary>Where the events of all runs end.</summary>
internal sealed record TailEnd(IReadOnlyDictionary<Guid, long> Batches, long Passed);

/// <summary>What was read of the events of a run.</summary>
internal sealed record RunTailPage(ExecutionStatus Status, IReadOnlyList<RunTailRow> Rows);

/// <summary>What a run said at one moment.</summary>
/// <param name="Seq">The number of its last event.</param>
internal sealed record RunTailRow(long Seq, DateTimeOffset CreatedAt, string Events);
