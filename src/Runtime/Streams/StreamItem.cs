namespace Perdure;

/// <summary>Something that a step emitted while it ran.</summary>
/// <typeparam name="T">What it emitted.</typeparam>
/// <param name="Position">Its place in the stream of the run: 1, 2, 3 … without a gap, in the order in which the items were committed. Read on from here with <see cref="StreamOptions.From"/>.</param>
/// <param name="StepId">The durable id of the step.</param>
/// <param name="Item">Of a mapped step: which item, from 1; 0: the step is not mapped.</param>
/// <param name="Round">Of a repeated step: which round, from 1; 0: the step is not repeated.</param>
/// <param name="Attempt">
/// The attempt that emitted it. An attempt that failed or was lost with its worker has left its items in the stream, and those of the next one come after them: whoever shows a text that grows begins it anew where
/// the attempt is another.
/// </param>
/// <param name="IsUndo">Whether it was the undo of the step that emitted it; the attempt is the undo's then.</param>
/// <param name="Value">What was emitted.</param>
/// <param name="At">When it was recorded, by the clock of the database.</param>
public sealed record StreamItem<T>(long Position, string StepId, int Item, int Round, int Attempt, bool IsUndo, T Value, DateTimeOffset At);
