using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>What steps leave beside the record of their run: each is written by a statement of its own, and never in the way of a checkpoint.</summary>
internal interface IStepDataStore
{
    /// <summary>Writes how far attempts have come. Only for the holder of their runs, and never over what a later holder or a later attempt wrote: what is not to be written is left out.</summary>
    ValueTask RecordProgressAsync(Guid holder, IReadOnlyList<ProgressWrite> progress, CancellationToken cancellationToken);

    /// <summary>Reads how far the attempts of a step, item or round have come; null: none told.</summary>
    ValueTask<StoredPayload?> ReadProgressAsync(StepKey step, CancellationToken cancellationToken);

    /// <summary>How long it is until an instant, by the clock of the database; negative: since then.</summary>
    ValueTask<TimeSpan> DueInAsync(DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>Reads results that are kept and still good, by the position of their keys.</summary>
    ValueTask<IReadOnlyDictionary<int, CacheRow>> ReadCacheAsync(IReadOnlyList<byte[]> keys, CancellationToken cancellationToken);

    /// <summary>Keeps results of a run for others; no key twice.</summary>
    ValueTask WriteCacheAsync(Guid executionId, IReadOnlyList<CacheEntry> entries, CancellationToken cancellationToken);

    /// <summary>Deletes kept results that are not good any more, at most so many. Returns how many.</summary>
    ValueTask<int> DeleteExpiredCacheAsync(int maxRows, CancellationToken cancellationToken);
}
