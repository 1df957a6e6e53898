using Perdure.State;
using Perdure.Storage;

namespace Perdure.Agents;

/// <summary>Something that a remote agent has told while its attempt is under way.</summary>
/// <param name="Unit">The step, or the item or round of it.</param>
/// <param name="Attempt">The attempt.</param>
internal sealed record AgentNews(StepUnit Unit, int Attempt)
{
    /// <summary>Where its work is found from now on; null: it is about something else.</summary>
    public StoredHandle? Handle { get; init; }

    /// <summary>The node or tool that has come to something; null: it is about something else.</summary>
    public string? Node { get; init; }

    /// <summary>What happened there, in the runtime's word.</summary>
    public string Kind { get; init; } = "";

    /// <summary>The monotonic time at which it was told.</summary>
    public long At { get; init; }

    /// <summary>Ends when it is committed.</summary>
    public TaskCompletionSource Told { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
