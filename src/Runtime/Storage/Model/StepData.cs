using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>How far an attempt has come.</summary>
/// <param name="Step">The step, item or round.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="Details">What it told.</param>
internal sealed record ProgressWrite(StepKey Step, int Attempt, StoredPayload Details);
