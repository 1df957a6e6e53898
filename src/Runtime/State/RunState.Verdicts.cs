using Perdure.Storage;

namespace Perdure.State;

/// <summary>What was said of the items of a held run. It stands in the row of each step that goes by it: whoever takes the run up, and another step that asks the same of the same items, goes by it too.</summary>
internal sealed partial class RunState
{
    private readonly Dictionary<int, ItemVerdicts> verdicts = [];

    /// <summary>What a predicate said of items.</summary>
    /// <param name="predicate">Its position in <see cref="WorkflowPlan.ItemPredicates"/>.</param>
    public ItemVerdicts VerdictsOf(int predicate)
    {
        if (!verdicts.TryGetValue(predicate, out ItemVerdicts? known)) verdicts.Add(predicate, known = new ItemVerdicts());
        return known;
    }

    /// <summary>The predicates that a step asks of its items, by their positions, each once.</summary>
    public IEnumerable<int> AskedOfItems(int step) => Plan.Steps[step].Map is { Conditions: { Count: > 0 } conditions } ? conditions.Select(condition => condition.Index).Distinct() : [];

    /// <summary>What was said of the items of a step, as its row holds it.</summary>
    private ItemsInput? VerdictsIn(StepUnit unit)
    {
        if (!unit.IsStep) return null;
        (string, string)[] known = [.. AskedOfItems(unit.Step).Where(predicate => VerdictsOf(predicate).HasAny).Select(predicate => (Plan.ItemPredicates[predicate].Id, VerdictsOf(predicate).ToString()))];
        return known.Length == 0 ? null : new ItemsInput(known);
    }

    /// <exception cref="PlanMismatchException">What the items of a step that goes on were decided by is not what its plan asks.</exception>
    private void RecallVerdicts(int step, string inputs, bool hasSettled)
    {
        ILookup<string, int> asked = AskedOfItems(step).ToLookup(predicate => Plan.ItemPredicates[predicate].Id, StringComparer.Ordinal);
        foreach ((string id, string said) in ItemsInput.Read(inputs, ItemsInput.Of(Plan.Steps[step])))
        {
            if (!hasSettled && !asked.Contains(id))
                throw new PlanMismatchException($"The run has recorded verdicts of '{id}' about items of step '{Plan.Steps[step].Id}', which plan '{Plan.Id}' does not ask: give the changed workflow a new version, or the predicate its old name");
            foreach (int predicate in asked[id]) VerdictsOf(predicate).Recall(said);
        }
    }
}
