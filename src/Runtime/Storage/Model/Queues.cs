namespace Perdure.Storage;

/// <summary>What the message of a granted slot says.</summary>
/// <param name="Step">The step.</param>
/// <param name="Item">The item of that step; 0: none.</param>
/// <param name="Round">The round of that step; 0: none.</param>
internal sealed record SlotGrant(string Step, int Item, int Round);

/// <summary>What a checkpoint does to the place of a step, an item or a round in its queue.</summary>
internal enum QueueMove
{
    /// <summary>It leaves the line, and gives its slot back: whichever it has.</summary>
    Leave,

    /// <summary>It does so, and stands in line for its next attempt.</summary>
    LineUp,

    /// <summary>It gives back the slot that it was granted, unused, and stands in line again under the same key.</summary>
    Return,
}

/// <summary>A move of a step, an item or a round in its queue.</summary>
/// <param name="StepId">The step.</param>
/// <param name="Item">Its item; 0: none.</param>
/// <param name="Round">Its round; 0: none.</param>
/// <param name="Queue">The queue.</param>
/// <param name="Move">What it does.</param>
internal sealed record QueueWrite(string StepId, int Item, int Round, string Queue, QueueMove Move)
{
    /// <summary>Of one that lines up: for whom its slot is; empty: it has no key.</summary>
    public string Key { get; init; } = "";
}

/// <summary>What a grant came to.</summary>
/// <param name="Runs">The runs whose steps hold a slot now; one that was granted several is there as often.</param>
/// <param name="AskAgain">In how long it is to be asked again; null: when something has changed.</param>
internal sealed record GrantedSlots(IReadOnlyList<Guid> Runs, TimeSpan? AskAgain);
