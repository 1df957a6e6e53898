using System.Text.Json;

namespace Perdure;

/// <summary>Something that happened to a run. It is committed, and never changes.</summary>
/// <param name="ExecutionId">The run.</param>
/// <param name="Seq">Its number in the run: 1, 2, 3 … without a gap.</param>
/// <param name="Type">What happened: one of <see cref="EventTypes"/>, or one of a later version.</param>
/// <param name="StepId">The step that it is about; null: it is about the run.</param>
/// <param name="Item">The item of a mapped step; 0 for a plain one, null where it is about the run.</param>
/// <param name="Round">The round of a repeated step; 0 for a plain one, null where it is about the run.</param>
/// <param name="Attempt">The attempt that it is about, from 1 on; null: it is about none.</param>
/// <param name="Payload">What belongs to it: an agent's name, an error, a due time; null: nothing.</param>
/// <param name="CreatedAt">When it happened, by the database's clock. No order: that of a run is <paramref name="Seq"/>.</param>
/// <param name="Position">Where to go on behind this event. Store it with what you made of the event.</param>
public sealed record ExecutionEvent(
    Guid ExecutionId,
    long Seq,
    string Type,
    string? StepId,
    int? Item,
    int? Round,
    int? Attempt,
    JsonElement? Payload,
    DateTimeOffset CreatedAt,
    EventPosition Position);
