using System.Globalization;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>Goes on with steps that run in parts: the items of a mapped one, the rounds of a repeated one. The step itself waits meanwhile, and settles with the last of them.</summary>
internal sealed class PartsProgress(RunState state, RunDraft draft, ItemProgress asked, Func<StepUnit, bool> leave)
{
    private const string Items = "its items";
    private const string Rounds = "its rounds";

    /// <summary>The mapped steps of which no further item is begun, and whose idle ones were cancelled.</summary>
    private readonly HashSet<int> failing = [];

    /// <summary>What has to be there before something can start; null: nothing is missing.</summary>
    public RunNeed? NeedOf(StepUnit unit)
    {
        foreach (int producer in state.Graph.Gathered(unit.Step))
        {
            if (state[producer] is { Status: StepStatus.Success, Output: null }) return new RunNeed(RunNeedKind.Results, producer);
        }

        return IsMapped(unit) && !state.Map(unit.Step).IsOpen ? new RunNeed(RunNeedKind.Items, unit.Step) : null;
    }

    /// <summary>Whether something starts in parts, and not by itself.</summary>
    public bool IsWhole(StepUnit unit) => unit.IsStep && IsMapped(unit) || unit.Round == 0 && state.Plan.Steps[unit.Step].Repeat is not null;

    /// <summary>The items that a step maps over are known, of each of its collections.</summary>
    public void Open(int step, IReadOnlyList<IReadOnlyList<StoredPayload>> collections)
    {
        state.Map(step).Open(collections);
        Await(step, Items, ("items", Text(collections[0].Count)));
    }

    /// <summary>Begins what starts in parts, as far as it can: the next round, or items within their window.</summary>
    public IReadOnlyList<StepUnit> Begin(StepUnit whole)
    {
        if (whole.IsStep && IsMapped(whole)) return BeginItems(whole.Step);
        Await(whole, Rounds);
        StepUnit round = whole with { Round = state.RoundOf(whole) + 1 };
        state.Begin(round);
        return [round];
    }

    /// <summary>Goes on where a part has settled.</summary>
    /// <param name="part">The item or round.</param>
    /// <param name="isDone">Of a round: whether it is the one that ends the loop.</param>
    /// <returns>Why the step has failed; null: it has not, as yet.</returns>
    public StepError? Settle(StepUnit part, bool isDone)
    {
        if (part.Round > 0)
        {
            // What it is a round of may have been cancelled before it.
            if (state.Find(part.Whole) is not { IsSettled: false }) return null;
            EndRound(part, isDone);
            part = part.Whole;
            if (!state[part].IsSettled) return null;
            if (part.IsStep) return ErrorOf(part);
        }

        state.Map(part.Step).Settle(part.Item, state[part].Status, state[part].Error);
        return SettleMap(part.Step);
    }

    /// <summary>Goes on where an attempt of an item has ended and the item has not settled: where so many have failed that the step does, it does not go on.</summary>
    /// <returns>Why the step has failed; null: it has not, as yet.</returns>
    public StepError? GiveUp(StepUnit part)
    {
        if (part.Item == 0 || !state.Map(part.Step).IsFailing || state[part].Status == StepStatus.Running) return null;
        Cancel(part.Whole);
        return SettleMap(part.Step);
    }

    /// <summary>
    /// Ends loops that have had all their rounds and were let go on by hand: the last one has been judged, and another would be one more than [Repeat] allows. Before anything is begun.
    /// </summary>
    /// <returns>Why a step has failed; null: none has.</returns>
    public StepError? EndLoops()
    {
        StepError? failure = null;
        foreach (StepUnit whole in state.BetweenRounds)
        {
            StepUnit last = whole with { Round = state.RoundOf(whole) };
            if (last.Round >= (state.Plan.Steps[whole.Step].Repeat!.Max ?? int.MaxValue) && state.Find(last) is { IsSettled: true }) failure ??= Settle(last, isDone: false);
        }

        return failure;
    }

    /// <summary>Whether a failed attempt may be followed by another: not where so many items have failed that the step does.</summary>
    public bool MayRetry(StepUnit unit) => unit.Item == 0 || !state.Map(unit.Step).IsFailing;

    /// <summary>Settles a mapped step of which nothing is left.</summary>
    /// <returns>Why it has failed; null: it has not.</returns>
    public StepError? SettleMap(int step)
    {
        MapState map = state.Map(step);
        if (state[step].IsSettled) return null;
        if (map.IsFailing && failing.Add(step)) CancelItems(step);
        if (!map.IsSettled) return null;
        if (!map.HasFailed)
        {
            state.Set(step, StepStatus.Success);
            draft.Tell(EventTypes.StepCompleted, step);
            return null;
        }

        StepError first = PerdureJson.ReadError(map.FirstError!);
        string id = state.Plan.Steps[step].Id;
        string message = $"{Text(map.Failed)} of {Text(map.Count)} items of step '{id}' failed, the first one with: {first.Message}";
        Fail(step, new StepError(typeof(ItemsFailedException).FullName!, message, id, state[step].Attempt, null, first));
        return ErrorOf(step);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private bool IsMapped(StepUnit unit) => state.Plan.Steps[unit.Step].Map is not null;

    private List<StepUnit> BeginItems(int step)
    {
        state.Open(step);
        List<StepUnit> begun = [];
        MapState map = state.Map(step);

        // Those that an earlier holder began wait for it as well.
        if (!asked.AreDecided(step)) return [];
        while (map.Next() is { } item)
        {
            begun.Add(state.Begin(new StepUnit(step, item)));
        }

        return begun;
    }

    /// <summary>The step itself waits for its parts, and has begun with them.</summary>
    private void Await(StepUnit whole, string what, params ReadOnlySpan<(string Key, string Value)> payload)
    {
        state.Open(whole);
        StepState step = state[whole];
        if (step.Status == StepStatus.Waiting && step.WaitsFor is not null) return;
        step.Attempt++;
        state.WaitFor(whole, what);
        draft.Tell(EventTypes.StepStarted, whole, payload);
    }

    private void EndRound(StepUnit round, bool isDone)
    {
        StepUnit whole = round.Whole;
        RepeatPlan loop = state.Plan.Steps[round.Step].Repeat!;
        StepState last = state[round];
        if (last.Status == StepStatus.Cancelled)
        {
            if (!MayRetry(whole)) draft.Cancel(whole);
            return;
        }

        if (last.Status == StepStatus.Failed)
        {
            Fail(whole, PerdureJson.ReadError(last.Error!));
            return;
        }

        if (loop.Keep > 0 && round.Round > loop.Keep) draft.Forget(round with { Round = round.Round - loop.Keep });
        bool isLast = round.Round >= (loop.Max ?? int.MaxValue);
        if (isDone || (isLast && loop.AtMax == RepeatEnd.TakeLast)) Complete(whole, last);
        else if (isLast) Fail(whole, NotDone(round));
        else if (!MayRetry(whole)) draft.Cancel(whole);
        else Continue(round with { Round = round.Round + 1 }, loop.Delay);
    }

    /// <summary>The last round's result is the step's: it is stored once, with the step.</summary>
    private void Complete(StepUnit whole, StepState last)
    {
        state[whole].Output = last.Output;
        last.Output = null;
        state.Set(whole, StepStatus.Success);
        draft.Tell(EventTypes.StepCompleted, whole);
    }

    private void Continue(StepUnit next, TimeSpan delay)
    {
        state.Begin(next);
        if (delay > TimeSpan.Zero)
        {
            state.Wait(next, delay);
            draft.Change(next);
        }
        else
        {
            state.Resume(next);
        }
    }

    private StepError NotDone(StepUnit round) => new(
        typeof(RepeatNotDoneException).FullName!,
        $"Step '{state.Plan.Steps[round.Step].Id}' is not done after {Text(round.Round)} rounds, the most that its [Repeat] allows",
        state.Plan.Steps[round.Step].Id,
        state[round].Attempt,
        null);

    private void Fail(StepUnit whole, StepError error)
    {
        StepState step = state[whole];
        step.Failures++;
        step.Error = PerdureJson.Write(error);
        state.Set(whole, StepStatus.Failed);
        draft.TellFailure(whole, error);
    }

    private StepError? ErrorOf(StepUnit unit) => state[unit] is { Status: StepStatus.Failed, Error: { } error } ? PerdureJson.ReadError(error) : null;

    /// <summary>Too many items have failed: what does not run, does not go on. Looked for once; what runs is asked when it ends.</summary>
    private void CancelItems(int step)
    {
        foreach (StepUnit item in state.ItemsOf(step))
        {
            if (state[state.Front(item)].Status != StepStatus.Running) Cancel(item);
        }
    }

    /// <summary>An item that runs in rounds goes with its round; one whose child has to end first, with that.</summary>
    private void Cancel(StepUnit item)
    {
        StepUnit front = state.Front(item);
        if (!leave(front)) return;
        if (front != item) draft.Cancel(item);
        state.Map(item.Step).Settle(item.Item, StepStatus.Cancelled, null);
    }
}
