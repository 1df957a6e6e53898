using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Coordination.Modifiers;

/// <summary>A step, or an item of one, whose result another run may have recorded.</summary>
/// <param name="Unit">The step or item.</param>
/// <param name="Inputs">What it takes, by the producer's index.</param>
internal sealed record CacheLookup(StepUnit Unit, IReadOnlyDictionary<int, StoredPayload?> Inputs);

/// <summary>What was found.</summary>
/// <param name="Unit">The step or item.</param>
/// <param name="Key">Under which key its own result is to be kept; null: it is not.</param>
/// <param name="Hit">The result of another run; null: there is none, and the step runs.</param>
internal sealed record CacheAnswer(StepUnit Unit, byte[]? Key, CacheHit? Hit);

/// <summary>A result that another run recorded.</summary>
/// <param name="From">That run.</param>
/// <param name="Output">The result, as this run stores it.</param>
internal sealed record CacheHit(Guid From, StoredPayload Output);

/// <summary>A result that other runs may take once it is committed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Step">The step.</param>
/// <param name="Output">The result, as this run stores it.</param>
internal sealed record CacheableResult(byte[] Key, StepPlan Step, StoredPayload Output);
