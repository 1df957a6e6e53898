using Perdure.Payloads;

namespace Perdure.Coordination.Progress;

/// <summary>What a run's decisions need of its holder.</summary>
/// <param name="Token">The fencing token.</param>
/// <param name="Input">The run's input.</param>
internal sealed record HeldContext(long Token, StoredPayload? Input);
