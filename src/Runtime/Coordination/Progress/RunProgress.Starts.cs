using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>How attempts of a held run begin.</summary>
internal sealed partial class RunProgress
{
    private StepStart Start(StepUnit unit, HeldContext context)
    {
        StepPlan step = plan.Steps[unit.Step];
        StepState standing = state[unit];
        NoteLost(unit);
        bool resumes = standing.Agent is { Resumes: true };
        state.Set(unit, StepStatus.Running);
        if (!resumes) standing.Attempt++;
        state.Limit(unit);

        // A row that is written anyway, as at a retry without a wait, tells of this start: its event goes with it.
        bool isRecorded = resumes || state.Graph.IsRecordedFirst(unit.Step) || draft.Changes(unit);
        if (resumes)
        {
            standing.Agent = standing.Agent! with { Resumes = false };
            draft.ChangeAgent(unit);
            draft.Tell(EventTypes.AgentResumed, unit, ("agent", step.Agent!), ("turn", Text(standing.Agent.Turn)));
        }
        else if (isRecorded)
        {
            draft.Tell(EventTypes.StepStarted, unit);
            if (step.Agent is not null) draft.Tell(EventTypes.AgentInvoked, unit, ("agent", step.Agent));
        }

        return new StepStart(run.Id, plan, unit, standing.Attempt, InputsOf(unit, context))
        {
            Trace = run.Trace,
            IsRecorded = isRecorded,
            EndsAt = standing.EndsAt,
            Work = standing.Agent,
            Try = WorkOf(unit).Try,
        };
    }

    private Dictionary<int, StoredPayload?> InputsOf(StepUnit unit, HeldContext context)
    {
        StepPlan step = plan.Steps[unit.Step];
        Dictionary<int, StoredPayload?> inputs = InputsOf(step.Inputs, context);
        if (state.SignalOf(unit) is { Value: { } signal }) inputs[WorkflowPlan.SignalProducer] = signal;
        for (var collection = 0; unit.Item > 0 && collection <= step.Map!.Zipped.Count; collection++) inputs[WorkflowPlan.ItemOf(collection)] = state.Map(unit.Step)[unit.Item, collection];
        if (unit.Round > 0) inputs[WorkflowPlan.RoundProducer] = unit.Round == 1 ? inputs[state.Producer(unit.Step, step.Repeat!.Producer)] : state[unit with { Round = unit.Round - 1 }].Output;
        return inputs;
    }
}
