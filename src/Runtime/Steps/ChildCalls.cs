using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Steps;

/// <summary>A child run as its parent's step has made it: its start travels with the checkpoint in which the step begins to wait.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Plan">Its plan.</param>
/// <param name="Input">What it takes; null: nothing.</param>
internal sealed record ChildStart(Guid Id, WorkflowPlan Plan, StoredPayload? Input);

/// <summary>A child run that ended well.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Output">What it returned, as it is stored with it.</param>
internal sealed record ChildResult(Guid Id, StoredPayload? Output);

/// <summary>What a declared step does whose work is a child run: it makes the child's input, and, when the child has ended, takes its result.</summary>
internal sealed class ChildCalls(PayloadSerializer serializer)
{
    /// <summary>Makes the child's input, stored as the child's plan says.</summary>
    /// <exception cref="PayloadException">It cannot be written.</exception>
    public ChildStart Make(StepStart start, StepCall call)
    {
        WorkflowPlan child = start.Step.Child!();
        Guid id = ChildRuns.IdOf(start.ExecutionId, start.Step.Id, start.Unit, start.Attempt);
        StoredPayload? input = child.Input is { } type
            ? serializer.Store(start.Plan.Runner.MakeInput(start.Unit.Step, call), type, new PayloadPlace(id), $"the input of workflow '{child.Name}'")
            : null;
        return new ChildStart(id, child, input);
    }

    /// <summary>The child's result as the step's own: a codec may have bound it to the child, and the parent's serializer context may write it in another way.</summary>
    /// <exception cref="PayloadException">It cannot be read or written.</exception>
    public StoredPayload? Take(StepStart start, ChildResult child)
    {
        if (start.Step.Output is not { } type) return null;
        var (from, to) = (new PayloadPlace(child.Id), new PayloadPlace(start.ExecutionId));
        string what = $"the result of step '{start.Step.Id}'";
        if (child.Output is null) return serializer.StorePlain("null", to, what);
        PayloadType stored = start.Step.Child!().Output!;
        return stored.Type == type.Type && ReferenceEquals(stored.Context, type.Context)
            ? serializer.StorePlain(serializer.ReadPlain(child.Output, from, what), to, what)
            : serializer.Store(serializer.Read<object?>(child.Output, stored, from, what), type, to, what);
    }

    /// <summary>The step's result as a value, for a step whose run is found by it.</summary>
    /// <exception cref="PayloadException">It cannot be read.</exception>
    public object? Read(StepStart start, StoredPayload? output) =>
        serializer.Read<object?>(output, start.Step.Output!, new PayloadPlace(start.ExecutionId), $"the result of step '{start.Step.Id}'");
}
