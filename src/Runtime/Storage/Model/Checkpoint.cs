using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>What one run has to say: written whole or not at all.</summary>
internal sealed class Checkpoint
{
    public required Guid ExecutionId { get; init; }

    /// <summary>The fencing token; a re-acquisition after an unknown outcome raises it.</summary>
    public required long Token { get; set; }

    /// <summary>The number of its last event. After an unknown outcome the journal tells whether it was committed: by the batch that is named there, under which a checkpoint is written whole.</summary>
    public required long LastSeq { get; init; }

    public required ExecutionStatus Status { get; init; }

    public StoredPayload? Output { get; init; }

    public string? Error { get; init; }

    /// <summary>The snapshot as JSON; null: it stays as it is.</summary>
    public string? State { get; init; }

    /// <summary>Whether the holder lets go of the run: it has ended, it waits, or its worker stops.</summary>
    public bool Release { get; init; }

    /// <summary>Whether a step has settled since the run was recovered, so that its recoveries count anew.</summary>
    public bool ClearsRecoveries { get; init; }

    /// <summary>Whether the run's row is written, and not only locked: what happens while it is held stands in its journal.</summary>
    public bool ChangesRun => Release || ClearsRecoveries;

    /// <summary>After how long the run is claimable again; null: it needs no wake row.</summary>
    public TimeSpan? WakeIn { get; init; }

    public required IReadOnlyList<StepWrite> Steps { get; init; }

    /// <summary>The rounds of loops whose results are not kept.</summary>
    public IReadOnlyList<StepKey> Forgotten { get; init; } = [];

    /// <summary>How steps are undone.</summary>
    public IReadOnlyList<CompensationWrite> Compensations { get; init; } = [];

    /// <summary>What is known of the work of remote agents.</summary>
    public IReadOnlyList<AgentWrite> Agents { get; init; } = [];

    /// <summary>The results among them that are kept for other runs, once they are committed.</summary>
    public IReadOnlyList<Coordination.Modifiers.CacheableResult> Cacheable { get; init; } = [];

    public required IReadOnlyList<EventWrite> Events { get; init; }

    /// <summary>The messages that it acts on, which go with it.</summary>
    public IReadOnlyList<long> ConsumedMessages { get; init; } = [];

    /// <summary>The child runs that begin with it.</summary>
    public IReadOnlyList<NewChild> Children { get; init; } = [];

    /// <summary>The messages to other runs that go with it.</summary>
    public IReadOnlyList<Letter> Letters { get; init; } = [];

    /// <summary>What comes to stand in the lines of queues, and what leaves them or gives a slot back.</summary>
    public IReadOnlyList<QueueWrite> Queues { get; init; } = [];

    /// <summary>What the run is found by from now on.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The size of its payloads, in characters.</summary>
    public long CountCharacters()
    {
        long count = Length(Output?.Json) + Length(Error) + Length(State);
        foreach (StepWrite step in Steps) count += Length(step.Input) + Length(step.Output?.Json) + Length(step.Error);
        foreach (CompensationWrite undo in Compensations) count += Length(undo.Row.Error) + Length(undo.Row.Cause);
        foreach (AgentWrite agent in Agents) count += Length(agent.Work.Handle?.State?.Json) + Length(agent.Work.Questions?.Interrupts.Json) + agent.Work.Answers.Sum(static answer => Length(answer.Json));
        foreach (EventWrite entry in Events) count += Length(entry.Payload);
        foreach (NewChild child in Children) count += Length(child.Input?.Json);
        return count;
    }

    /// <summary>A text that UTF-8 cannot hold, since it has half of a surrogate pair; null: there is none. The driver finds it in the middle of a message.</summary>
    public string? FindUnencodable()
    {
        if (IsUnencodable(Output?.Json) || IsUnencodable(Error)) return "its result";
        foreach (StepWrite step in Steps)
        {
            if (IsUnencodable(step.StepId) || IsUnencodable(step.Output?.Json) || IsUnencodable(step.Error)) return $"step '{step.StepId}'";
        }

        foreach (NewChild child in Children)
        {
            if (IsUnencodable(child.Input?.Json)) return $"the input of the child of step '{child.Parent.StepId}'";
        }

        foreach (AgentWrite agent in Agents)
        {
            if (IsUnencodable(agent.Work.Handle?.State?.Json) || IsUnencodable(agent.Work.Questions?.Interrupts.Json) || agent.Work.Answers.Any(static answer => IsUnencodable(answer.Json))) return $"the remote work of step '{agent.StepId}'";
        }

        foreach (CompensationWrite undo in Compensations)
        {
            if (IsUnencodable(undo.Row.StepId) || IsUnencodable(undo.Row.Error) || IsUnencodable(undo.Row.Cause)) return $"the undo of step '{undo.Row.StepId}'";
        }

        foreach (KeyValuePair<string, string> tag in Tags)
        {
            if (IsUnencodable(tag.Value)) return $"tag '{tag.Key}'";
        }

        foreach (EventWrite entry in Events)
        {
            if (IsUnencodable(entry.Payload)) return $"event {entry.Type}";
        }

        return null;
    }

    private static bool IsUnencodable(string? text)
    {
        if (text is null || text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') is var first && first < 0) return false;
        for (int i = first; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }

        return false;
    }

    private static long Length(string? text) => text?.Length ?? 0;
}
