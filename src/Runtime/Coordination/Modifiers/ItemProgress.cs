using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>
/// Goes on with what is asked for each item of mapped steps. All items of a step are asked about at once, when its collection is known, and what was said stands in the step's row before any of them is
/// begun or skipped. Of whom nobody could say anything, fails when it is its turn; whoever takes the run up asks about it again.
/// </summary>
internal sealed class ItemProgress(RunState state, RunDraft draft)
{
    private readonly HashSet<int> asked = [];
    private readonly HashSet<int> decided = [];
    private readonly Dictionary<(int Predicate, int Item), StepError> failures = [];

    /// <summary>Whether any predicate is being asked.</summary>
    public bool AreAsked => asked.Count > 0;

    /// <summary>Whether something was said of all items of a step that have not settled, or nothing is to be.</summary>
    public bool AreDecided(int step) => state.Plan.Steps[step].Map is not { Conditions.Count: > 0 } || decided.Contains(step);

    /// <summary>What is to be asked before items of a step are begun.</summary>
    public IReadOnlyList<int> Open(int step)
    {
        if (AreDecided(step)) return [];
        int[] open = [.. state.AskedOfItems(step).Where(predicate => asked.Contains(predicate) || Unknown(step, predicate).Any())];
        if (open.Length == 0) decided.Add(step);
        return [.. open.Where(predicate => !asked.Contains(predicate))];
    }

    /// <summary>The items of a step that have not settled and of which a predicate has said nothing.</summary>
    public IEnumerable<int> Unknown(int step, int predicate)
    {
        MapState map = state.Map(step);
        ItemVerdicts verdicts = state.VerdictsOf(predicate);
        return Enumerable.Range(1, map.Count).Where(item => verdicts[item] is null && !map.HasSettled(item) && !failures.ContainsKey((predicate, item)));
    }

    /// <summary>A predicate is being asked.</summary>
    public void Ask(int predicate) => asked.Add(predicate);

    /// <summary>Takes in what a predicate said. The next checkpoint records it, with each step that goes by it.</summary>
    public void Answer(int predicate, ItemAnswer? answer)
    {
        asked.Remove(predicate);
        if (answer is null) return;
        foreach ((int item, bool verdict) in answer.Verdicts) state.VerdictsOf(predicate).Say(item, verdict);
        foreach ((int item, StepError error) in answer.Failures) failures[(predicate, item)] = error;
        foreach (int step in state.OpenMaps().Where(step => state.AskedOfItems(step).Contains(predicate))) draft.Change(step);
        if (answer.Verdicts.Count == 0 || state[answer.Step].IsSettled) return;
        draft.Tell(
            EventTypes.PredicateEvaluated,
            answer.Step,
            ("predicate", state.Plan.ItemPredicates[predicate].Id),
            ("items", Text(answer.Verdicts.Count)),
            ("confirmed", Text(answer.Verdicts.Count(one => one.Verdict))));
    }

    /// <summary>Why an item is skipped; null: no predicate says that it is.</summary>
    public (string Key, string Value)[]? WhySkipped(StepUnit item)
    {
        foreach (ConditionPlan condition in state.Plan.Steps[item.Step].Map!.Conditions)
        {
            if (state.VerdictsOf(condition.Index)[item.Item] is { } verdict && verdict != (condition.Kind == ConditionKind.When))
                return [("predicate", state.Plan.ItemPredicates[condition.Index].Id), ("verdict", verdict ? "true" : "false")];
        }

        return null;
    }

    /// <summary>Why nobody can say whether an item is skipped; null: somebody can.</summary>
    public StepError? FailureOf(StepUnit item)
    {
        foreach (int predicate in state.AskedOfItems(item.Step))
        {
            if (failures.TryGetValue((predicate, item.Item), out StepError? error)) return error with { Step = state.Plan.Steps[item.Step].Id };
        }

        return null;
    }

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
