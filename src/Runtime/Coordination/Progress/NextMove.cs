using Perdure.Coordination.Modifiers;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>What a held run does next.</summary>
/// <param name="Checkpoint">What has to be committed first; null: nothing has changed.</param>
/// <param name="Starts">The steps to start once it is.</param>
internal sealed record NextMove(Checkpoint? Checkpoint, IReadOnlyList<StepStart> Starts)
{
    /// <summary>The decisions to make once it is.</summary>
    public IReadOnlyList<DecisionStart> Asks { get; init; } = [];

    /// <summary>The questions for how long steps wait, to ask once it is.</summary>
    public IReadOnlyList<DelayStart> DelayAsks { get; init; } = [];

    /// <summary>The questions about items, to ask once it is.</summary>
    public IReadOnlyList<ItemAsk> ItemAsks { get; init; } = [];

    /// <summary>What other runs may have done already.</summary>
    public IReadOnlyList<CacheLookup> Lookups { get; init; } = [];

    /// <summary>The keys of queues to ask for.</summary>
    public IReadOnlyList<QueueKeyStart> Keys { get; init; } = [];

    /// <summary>The answers to agents to look at.</summary>
    public IReadOnlyList<AnswerStart> Checks { get; init; } = [];

    /// <summary>What it has to be given then, and decides again.</summary>
    public IReadOnlyList<RunNeed> Needs { get; init; } = [];
}
