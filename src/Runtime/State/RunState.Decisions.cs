using System.Globalization;
using System.Text;
using System.Text.Json;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>What is decided about the steps of a held run, and which of them can enter: everything that they wait for has settled, and nobody has looked yet whether they run or are skipped.</summary>
internal sealed partial class RunState
{
    private readonly Decision[] decisions;
    private readonly SortedSet<int> askable = [];
    private readonly Queue<int> entering = new();

    private enum Standing
    {
        /// <summary>It waits for what it takes.</summary>
        Open,

        /// <summary>It can be asked.</summary>
        Askable,

        /// <summary>It is being asked.</summary>
        Asked,

        /// <summary>It has been answered.</summary>
        Decided,

        /// <summary>Nobody can answer, since what it takes was skipped; or nobody needs to.</summary>
        Void,
    }

    /// <summary>How many decisions are being made.</summary>
    public int Asked { get; private set; }

    /// <summary>The decisions that can be asked.</summary>
    public IReadOnlyList<int> Askable => [.. askable];

    /// <summary>A decision is being made.</summary>
    public void Ask(int decision)
    {
        if (decisions[decision].Standing is not (Standing.Open or Standing.Askable)) return;
        askable.Remove(decision);
        decisions[decision].Standing = Standing.Asked;
        Asked++;
    }

    /// <summary>Whoever was asked did not get to answer.</summary>
    public void TakeBack(int decision)
    {
        if (decisions[decision].Standing != Standing.Asked) return;
        Asked--;
        if (decisions[decision].Pending == 0)
        {
            Close(decision, Standing.Void);
            return;
        }

        decisions[decision].Standing = Standing.Askable;
        askable.Add(decision);
    }

    /// <summary>Takes in an answer: 1 or 0 of a predicate, the selected case of a switch. The first one counts.</summary>
    /// <returns>Whether it is the first.</returns>
    public bool Decide(int decision, int answer)
    {
        Decision one = decisions[decision];
        if (one.Standing is Standing.Decided or Standing.Void) return false;
        if (one.Standing == Standing.Asked) Asked--;
        one.Answer = answer;
        Close(decision, Standing.Decided);
        return true;
    }

    /// <summary>Takes in a snapshot that an earlier holder wrote: the verdicts, and why the run fails.</summary>
    /// <exception cref="PlanMismatchException">A verdict is of a predicate that the plan does not have.</exception>
    public void RestoreSnapshot(string snapshot)
    {
        using var json = JsonDocument.Parse(snapshot);
        if (json.RootElement.TryGetProperty("failure"u8, out JsonElement failed) && failed.ValueKind == JsonValueKind.Object) Failure = failed.GetRawText();
        if (!json.RootElement.TryGetProperty("verdicts"u8, out JsonElement verdicts)) return;
        foreach (JsonProperty verdict in verdicts.EnumerateObject())
        {
            int decision = Graph.Decisions.OfPredicate(verdict.Name)
                ?? throw new PlanMismatchException($"The run has a recorded verdict of '{verdict.Name}', which plan '{Plan.Id}' does not have: give the changed workflow a new version, or the predicate its old name");
            Decide(decision, verdict.Value.GetBoolean() ? 1 : 0);
        }
    }

    /// <summary>The next step that can enter.</summary>
    public bool TryTakeEntering(out int step)
    {
        while (entering.TryDequeue(out step))
        {
            if (steps[step].Status == StepStatus.None && !ready.Contains(step)) return true;
        }

        return false;
    }

    /// <summary>Lets a step start.</summary>
    public void Admit(int step) => ready.Add(step);

    /// <summary>Why a step is skipped, everything that it waits for having settled; null: it runs. What was started once runs.</summary>
    public (string Key, string Value)[]? WhySkipped(int step)
    {
        if (steps[step].IsLost) return null;
        foreach (ConditionPlan condition in Plan.Steps[step].Conditions)
        {
            if (WhyNot(condition) is { } reason) return reason;
        }

        return PlanGraph.InputsOf(Plan, Plan.Steps[step]).Select(FirstMissing).FirstOrDefault(missing => missing is not null) is { } missing ? [("skipped", Plan.Steps[missing].Id)] : null;
    }

    /// <summary>What a parameter takes in this run; null: all that could produce it were skipped.</summary>
    public int? Producer(StepInput input)
    {
        foreach (int producer in input.Producers)
        {
            if (producer == WorkflowPlan.InputProducer || steps[producer].Status == StepStatus.Success) return producer;
        }

        return null;
    }

    /// <summary>Where each parameter of a step comes from, as its row holds it.</summary>
    public string InputsOf(StepUnit unit)
    {
        ItemsInput? said = VerdictsIn(unit);
        return (said is null ? Graph.InputsOf(unit.Step) : null) ?? PlanDefinition.WriteInputs(Plan, Plan.Steps[unit.Step], input => Producer(input) ?? input.Producer, this[unit].Signal, said);
    }

    /// <summary>The step whose result is the run's; null: it has none, or all steps that could give it were skipped.</summary>
    public int? ResultStep => Plan.Results.Where(step => steps[step].Status == StepStatus.Success).Select(step => (int?)step).FirstOrDefault();

    /// <summary>What stands in this run for a producer that a map or a loop names: it may be one of several that exclude one another.</summary>
    public int Producer(int step, int named) => Plan.Steps[step].Inputs.FirstOrDefault(input => input.Producer == named) is { } input ? Producer(input) ?? named : named;

    private Decision[] Open()
    {
        DecisionGraph graph = Graph.Decisions;
        var opened = new Decision[graph.Count];
        for (var decision = 0; decision < opened.Length; decision++)
        {
            opened[decision] = new Decision { Missing = graph.Producers(decision).Count, Pending = graph.Steps(decision).Count };
            if (opened[decision].Missing > 0) continue;
            opened[decision].Standing = Standing.Askable;
            askable.Add(decision);
        }

        return opened;
    }

    /// <summary>What a settled step was the last to be waited for, can be asked; or it cannot be answered, since what it needs was skipped.</summary>
    private void ReleaseDecisions(int step)
    {
        foreach (int decision in Graph.Decisions.Takers(step))
        {
            if (--decisions[decision].Missing > 0 || decisions[decision].Standing != Standing.Open) continue;
            if (MissingOf(decision) is not null)
            {
                Close(decision, Standing.Void);
                continue;
            }

            decisions[decision].Standing = Standing.Askable;
            askable.Add(decision);
        }
    }

    /// <summary>A step has settled: what decided on it alone need not be asked any more.</summary>
    private void SettleDecisions(int step)
    {
        foreach (int decision in Graph.Decisions.OfStep(step))
        {
            if (--decisions[decision].Pending == 0 && decisions[decision].Standing is Standing.Open or Standing.Askable) Close(decision, Standing.Void);
        }
    }

    private void Close(int decision, Standing standing)
    {
        askable.Remove(decision);
        decisions[decision].Standing = standing;
        foreach (int producer in Graph.Decisions.Producers(decision)) Drop(producer);
        foreach (int step in Graph.Decisions.Steps(decision)) ReleaseOne(step);
    }

    private (string Key, string Value)[]? WhyNot(ConditionPlan condition)
    {
        int decision = Graph.Decisions.Of(condition);
        if (decisions[decision].Answer is not { } answer) return [("skipped", Plan.Steps[MissingOf(decision)!.Value].Id)];
        string name = Graph.Decisions.Name(decision);
        if (condition.Kind != ConditionKind.Case) return answer == 1 == (condition.Kind == ConditionKind.When) ? null : [("predicate", name), ("verdict", answer == 1 ? "true" : "false")];
        string selected = answer == ConditionPlan.Otherwise ? "otherwise" : Graph.Decisions.Switch(decision).Cases[answer];
        return condition.Cases.Contains(answer) ? null : [("switch", name), ("case", selected)];
    }

    /// <summary>The first step without whose result a decision cannot be made.</summary>
    private int? MissingOf(int decision)
    {
        if (Graph.Decisions.Predicate(decision) is { } predicate) return FirstMissing(predicate.Inputs);
        int subject = Graph.Decisions.Switch(decision).Subject;
        return steps[subject].Status == StepStatus.Success ? null : subject;
    }

    private int? FirstMissing(IReadOnlyList<StepInput> inputs) =>
        inputs.Where(input => !input.IsOptional && Producer(input) is null).Select(input => (int?)input.Producer).FirstOrDefault();

    /// <summary>The verdicts that steps still wait for. Those of a switch follow from the result that it looks at, which is recorded.</summary>
    private string Verdicts()
    {
        if (Plan.Predicates.Count == 0) return "";
        var text = new StringBuilder();
        for (var decision = 0; decision < Plan.Predicates.Count; decision++)
        {
            if (decisions[decision] is not { Pending: > 0, Standing: Standing.Decided, Answer: { } answer }) continue;
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? ",\"verdicts\":{" : ",")}\"{JsonEncodedText.Encode(Plan.Predicates[decision].Id)}\":{(answer == 1 ? "true" : "false")}");
        }

        return text.Length == 0 ? "" : text.Append('}').ToString();
    }

    private sealed class Decision
    {
        /// <summary>How many steps that it takes from have not settled.</summary>
        public int Missing { get; set; }

        /// <summary>How many steps that it decides on have not settled.</summary>
        public int Pending { get; set; }

        public Standing Standing { get; set; }

        public int? Answer { get; set; }
    }
}
