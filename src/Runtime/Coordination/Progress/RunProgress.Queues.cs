using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>The places of a held run's steps in the queues that limit them.</summary>
internal sealed partial class RunProgress
{
    /// <summary>A key that was being asked for before the run was read again.</summary>
    public void ContinueKey(StepUnit unit) => queues.Ask(unit);

    /// <summary>Takes in for whom a slot is. Where nobody can say, the step fails for good: another attempt would ask the same.</summary>
    public void Apply(QueueKeyOutcome outcome)
    {
        queues.Answer(outcome.Unit, outcome.Key);
        if (state.Find(outcome.Unit) is not { IsSettled: false } step) return;
        if (outcome.Failure is not { } exception)
        {
            // An item or round that has begun waits for nothing but this.
            if (!outcome.Unit.IsStep && step.Status == StepStatus.None) state.Resume(outcome.Unit);
            return;
        }

        StepError error = StepErrors.From(exception, plan.Steps[outcome.Unit.Step].Id, step.Attempt);
        step.Error = PerdureJson.Write(error);
        state.Set(outcome.Unit, StepStatus.Failed);
        draft.LeaveQueue(outcome.Unit);
        draft.TellFailure(outcome.Unit, error);
        if (outcome.Unit.IsStep) Note(error);
        Settled(outcome.Unit, step, isDone: false);
    }

    /// <summary>Lets an attempt begin that has its slot, or needs none; lets others stand in line, once it is known for whom.</summary>
    private void Begin(StepUnit unit, HeldContext context, long now, List<StepStart> starts, List<QueueKeyStart> keys)
    {
        if (queues.MayBegin(unit))
        {
            starts.Add(Start(unit, context));
            queues.Begin(unit);
        }
        else if (!queues.NeedsKey(unit))
        {
            queues.LineUp(unit, now);
        }
        else if (queues.Ask(unit))
        {
            keys.Add(new QueueKeyStart(run.Id, plan, unit, InputsOf(unit, context)));
        }
    }
}
