using Perdure.Coordination.Modifiers;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>The conditions of single items of a held run.</summary>
internal sealed partial class RunProgress
{
    /// <summary>How many items one checkpoint tells of that go without an attempt.</summary>
    private const int MaxPassedOver = 1_000;

    private int passedOver;

    /// <summary>A predicate that was being asked about items before the run was read again.</summary>
    public void ContinueItems(int predicate) => items.Ask(predicate);

    /// <summary>Takes in what a predicate said of items.</summary>
    public void Apply(ItemOutcome outcome) => items.Answer(outcome.Predicate, outcome.Answer);

    private void AskItems(HeldContext context, List<ItemAsk> asks, HashSet<RunNeed> needs)
    {
        foreach (int step in state.OpenMaps())
        {
            foreach (int predicate in items.Open(step))
            {
                IReadOnlyList<StepInput> inputs = plan.ItemPredicates[predicate].Inputs;
                RunNeed[] missing = [.. PlanGraph.TakesFrom(inputs).Where(IsToBeGathered).Select(producer => new RunNeed(RunNeedKind.Results, producer))];
                needs.UnionWith(missing);
                if (missing.Length > 0) continue;
                items.Ask(predicate);
                asks.Add(new ItemAsk(run.Id, plan, predicate, step, InputsOf(inputs, context), state.Map(step).Collections, [.. items.Unknown(step, predicate)]));
            }
        }
    }

    /// <summary>Whether a step has items that could be begun, or of which nothing has been said.</summary>
    private bool HasItemsToBegin => state.OpenMaps().Any(step => !items.AreDecided(step) || state.Map(step).Next() is not null);

    /// <summary>Whether it is an item of a step of which not all items have been asked about.</summary>
    private bool IsUndecided(StepUnit unit) => unit is { Item: > 0, Round: 0 } && !items.AreDecided(unit.Step);

    /// <summary>Whether something that has begun goes on to what stands before its attempts. An item that is skipped, or of which nobody can say, settles without one.</summary>
    private bool IsAdmitted(StepUnit unit, Queue<StepUnit> open, HashSet<RunNeed> needs)
    {
        if (unit is not { Item: > 0, Round: 0 } || plan.Steps[unit.Step].Map is not { Conditions.Count: > 0 }) return true;
        if (IsUndecided(unit)) return false;
        StepState item = state[unit];
        if (items.WhySkipped(unit) is { } reason)
        {
            item.Error = null;
            state.Set(unit, StepStatus.Skipped);
            draft.Tell(EventTypes.StepSkipped, unit, reason);
        }
        else if (items.FailureOf(unit) is { } error)
        {
            item.Error = PerdureJson.Write(error);
            state.Set(unit, StepStatus.Failed);
            draft.TellFailure(unit, error);
        }
        else
        {
            return true;
        }

        Settled(unit, item, isDone: false);

        // It has left its place to another. A checkpoint holds so many: the next one tells of the rest, or of those that waited for the step.
        if (!state[unit.Step].IsSettled && ++passedOver < MaxPassedOver) open.Enqueue(unit.Step);
        else needs.Add(new RunNeed(RunNeedKind.Room, unit.Step));
        return false;
    }

    /// <summary>A checkpoint is full. What has begun and was not come to goes on behind it; all else is found again.</summary>
    private void LeaveToTheNext(Queue<StepUnit> open)
    {
        foreach (StepUnit part in open.Where(part => !part.IsStep && state.Find(part) is { Status: StepStatus.None })) state.Resume(part);
    }
}
