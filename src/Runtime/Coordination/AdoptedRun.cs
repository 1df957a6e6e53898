using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>A run that a worker takes up, with what was read of it.</summary>
/// <param name="Run">The run.</param>
internal sealed record AdoptedRun(ClaimedRun Run)
{
    /// <summary>The messages that are there for it.</summary>
    public IReadOnlyList<Message> Mail { get; init; } = [];

    /// <summary>Its rows; null: nothing is recorded yet.</summary>
    public RecordedRun? Recorded { get; init; }

    /// <summary>Who started it in this process and waits for its end without asking the database; null: nobody.</summary>
    public LocalRun? Local { get; init; }
}
