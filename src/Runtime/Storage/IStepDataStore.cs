using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>What steps leave beside the record of their run: each is written by a statement of its own, and never in the way of a checkpoint.</summary>
internal interface IStepDataStore
{
    /// <summary>Writes how far attempts have come. Only for the holder of their runs, and never over what a later holder or a later attempt wrote: what is not to be written is left out.</summary>
    ValueTask RecordProgressAsync(Guid holder, IReadOnlyList<ProgressWrite> progress, CancellationToken cancellationToken);

    /// <summary>Reads how far the attempts of a step, item or round have come; null: none told.</summary>
    ValueTask<StoredPayload?> ReadProgressAsync(StepKey step, CancellationToken cancellationToken);
}
