using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>What the database holds of a run that was begun.</summary>
/// <param name="Steps">Its step rows.</param>
/// <param name="Outputs">The results that are still taken; those of other runs may be among them.</param>
internal sealed record RecordedRun(IReadOnlyList<StepRow> Steps, IReadOnlyDictionary<StepKey, StoredPayload?> Outputs)
{
    /// <summary>Its last snapshot, where something may stand in it or marks that its rows do not tell.</summary>
    public string? Snapshot { get; init; }

    /// <summary>What is known of the work of remote agents for steps that have not settled.</summary>
    public IReadOnlyList<AgentRow> Agents { get; init; } = [];

    /// <summary>How far its undoing has come, in its order.</summary>
    public IReadOnlyList<CompensationRow> Compensations { get; init; } = [];
}
