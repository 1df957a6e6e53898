using Perdure.Payloads;

namespace Perdure.Storage;

/// <summary>Whose result a child run's result becomes.</summary>
/// <param name="ExecutionId">The parent.</param>
/// <param name="StepId">Its step.</param>
/// <param name="Item">The item of that step, from 1; 0: none.</param>
/// <param name="Round">The round of that step, from 1; 0: none.</param>
internal sealed record ParentStep(Guid ExecutionId, string StepId, int Item, int Round);

/// <summary>A child run that begins with a checkpoint of its parent.</summary>
/// <param name="Id">Its id, which follows from parent, step, item, round and attempt.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Input">What it takes; null: nothing.</param>
/// <param name="Parent">Who waits for it.</param>
internal sealed record NewChild(Guid Id, WorkflowPlan Plan, StoredPayload? Input, ParentStep Parent);

/// <summary>A message that a checkpoint leaves for another run.</summary>
/// <param name="To">The other run.</param>
/// <param name="Kind">What is said.</param>
/// <param name="Payload">What belongs to it.</param>
internal sealed record Letter(Guid To, string Kind, string? Payload = null);

/// <summary>What the message of a child's end says. Its result and its error stand in the child's row, and nowhere else.</summary>
/// <param name="Child">The child.</param>
/// <param name="Step">The parent's step.</param>
/// <param name="Item">The item of that step; 0: none.</param>
/// <param name="Round">The round of that step; 0: none.</param>
/// <param name="Status">How the child ended.</param>
internal sealed record ChildEnd(Guid Child, string Step, int Item, int Round, string Status);

/// <summary>The kinds of messages.</summary>
internal static class MessageKinds
{
    /// <summary>The run is to end.</summary>
    public const string Cancel = "CANCEL";

    /// <summary>A child of the run has ended.</summary>
    public const string ChildEnded = "CHILD_ENDED";

    /// <summary>A step of the run, or an item or round of one, holds a slot of its queue.</summary>
    public const string SlotGranted = "SLOT_GRANTED";
}
