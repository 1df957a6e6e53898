using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>What a fork needs to know of the run that it copies.</summary>
/// <param name="Steps">The rows that can be copied: of results only those that are encoded.</param>
internal sealed record ForkSource(string Workflow, string Queue, int Priority, StoredPayload? Input, IReadOnlyList<ForkSourceStep> Steps);

/// <summary>A row that can be copied, of a step or of an item or round of it.</summary>
internal sealed record ForkSourceStep(string StepId, int Item, int Round, StoredPayload? Encoded);

/// <summary>A run that begins with results of another.</summary>
/// <param name="Run">The run.</param>
/// <param name="Source">The other one.</param>
/// <param name="FromStep">The step from which it runs anew; null: from the start.</param>
/// <param name="Copied">The steps whose rows are copied.</param>
/// <param name="Given">Results that are written in the place of recorded ones.</param>
/// <param name="Decided">The predicates whose verdicts are copied.</param>
internal sealed record Fork(NewExecution Run, Guid Source, string? FromStep, IReadOnlyList<string> Copied, IReadOnlyList<GivenResult> Given, IReadOnlyList<string> Decided);

/// <summary>A result that is written in the place of a recorded one, or where there was none.</summary>
/// <param name="IsEdited">Whether somebody has given another value; else it is the recorded one, encoded anew.</param>
internal sealed record GivenResult(string StepId, int Item, int Round, StoredPayload? Output, bool IsEdited);
