using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>Something that an attempt emitted.</summary>
/// <param name="Step">The step, item or round.</param>
/// <param name="Attempt">Its attempt.</param>
/// <param name="IsUndo">Whether the step was undone, and not run.</param>
/// <param name="Value">What was emitted.</param>
internal sealed record StreamWrite(StepKey Step, int Attempt, bool IsUndo, StoredPayload Value);

/// <summary>An item of a stream.</summary>
/// <param name="Position">Its place.</param>
/// <param name="StepId">The step that emitted it.</param>
/// <param name="Item">Of a mapped step: which item; else 0.</param>
/// <param name="Round">Of a repeated step: which round; else 0.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="IsUndo">Whether the step was undone.</param>
/// <param name="At">When it was written.</param>
/// <param name="Value">What was emitted; null: it is of another step than the one that is wanted.</param>
internal sealed record StreamRow(long Position, string StepId, int Item, int Round, int Attempt, bool IsUndo, DateTimeOffset At, StoredPayload? Value);

/// <summary>A part of a stream.</summary>
/// <param name="Status">Where the run stood when it was read.</param>
/// <param name="Rows">The items.</param>
/// <param name="MayHaveMore">Whether there may have been more of them then.</param>
internal sealed record StreamPage(ExecutionStatus Status, IReadOnlyList<StreamRow> Rows, bool MayHaveMore);
