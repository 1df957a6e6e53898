using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>How far an attempt has come.</summary>
/// <param name="Step">The step, item or round.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Details">What it told.</param>
internal sealed record ProgressWrite(StepKey Step, int Attempt, StoredPayload Details);

/// <summary>A result that is to be kept for other runs.</summary>
/// <param name="Key">Its key.</param>
/// <param name="StepId">The step that recorded it.</param>
/// <param name="Value">The result.</param>
/// <param name="TimeToLive">For how long it is good.</param>
internal sealed record CacheEntry(byte[] Key, string StepId, StoredPayload Value, TimeSpan TimeToLive);

/// <summary>A result that is kept.</summary>
/// <param name="Value">The result.</param>
/// <param name="ExecutionId">The run that recorded it.</param>
internal sealed record CacheRow(StoredPayload Value, Guid ExecutionId);
