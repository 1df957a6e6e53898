using Perdure.Payloads;

namespace Perdure.State;

/// <summary>What a step's signal came to. It stands in the step's row, so that each attempt of it takes the same.</summary>
/// <param name="Value">What it carries; null: it did not come in time.</param>
internal sealed record ReceivedSignal(StoredPayload? Value);
