using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>What decides on the steps of a held run.</summary>
internal sealed partial class RunProgress
{
    /// <summary>A decision that was being made before the run was read again.</summary>
    public void Continue(int decision) => state.Ask(decision);

    /// <summary>Takes in what was decided. A verdict is told by the next checkpoint, before anything builds on it.</summary>
    public void Apply(DecisionOutcome outcome)
    {
        if (outcome.Failure is { } exception)
        {
            state.TakeBack(outcome.Decision);
            NoteOfRun(StepErrors.From(exception, step: null, attempt: 0));
        }
        else if (outcome.Answer is not { } answer)
        {
            state.TakeBack(outcome.Decision);
        }
        else if (state.Decide(outcome.Decision, answer) && state.Graph.Decisions.Predicate(outcome.Decision) is { } predicate)
        {
            draft.Tell(EventTypes.PredicateEvaluated, ("predicate", predicate.Id), ("verdict", answer == 1 ? "true" : "false"));
        }
    }

    private void AskAll(HeldContext context, List<DecisionStart> asks, HashSet<RunNeed> needs)
    {
        foreach (int decision in state.Askable)
        {
            RunNeed[] missing = [.. state.Graph.Decisions.Producers(decision).Where(IsToBeGathered).Select(producer => new RunNeed(RunNeedKind.Results, producer))];
            needs.UnionWith(missing);
            if (missing.Length > 0) continue;
            state.Ask(decision);
            asks.Add(new DecisionStart(run.Id, plan, decision, InputsOf(decision, context)));
        }
    }

    /// <summary>Whether the results of a mapped step's items have to be put together first.</summary>
    private bool IsToBeGathered(int producer) => state[producer] is { Status: StepStatus.Success, Output: null } && plan.Steps[producer] is { Map: not null, Output: not null };

    private Dictionary<int, StoredPayload?> InputsOf(int decision, HeldContext context)
    {
        if (state.Graph.Decisions.Predicate(decision) is { } predicate) return InputsOf(predicate.Inputs, context);
        int subject = state.Graph.Decisions.Switch(decision).Subject;
        return new Dictionary<int, StoredPayload?> { [subject] = state[subject].Output };
    }

    /// <summary>What is there of what parameters take: that of a skipped step is missing.</summary>
    private Dictionary<int, StoredPayload?> InputsOf(IReadOnlyList<StepInput> from, HeldContext context)
    {
        var inputs = new Dictionary<int, StoredPayload?>(from.Count + 2);
        foreach (StepInput input in from)
        {
            if (state.Producer(input) is { } producer) inputs[producer] = producer == WorkflowPlan.InputProducer ? context.Input : state[producer].Output;
        }

        return inputs;
    }
}
