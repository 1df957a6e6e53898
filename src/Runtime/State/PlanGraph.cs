using System.Runtime.CompilerServices;
using Perdure.Storage;

namespace Perdure.State;

/// <summary>What a plan says of the order of its steps, computed once: so that a run decides in the time that one step takes, and not the whole plan.</summary>
internal sealed class PlanGraph
{
    private static readonly ConditionalWeakTable<WorkflowPlan, PlanGraph> Known = [];

    private readonly Dictionary<string, int> byId;
    private readonly int[][] consumers;
    private readonly int[] producers;
    private readonly int[] takers;
    private readonly string?[] inputs;
    private readonly int[][] gathered;

    private PlanGraph(WorkflowPlan plan)
    {
        Plan = plan;
        int count = plan.Steps.Count;
        byId = new Dictionary<string, int>(count, StringComparer.Ordinal);
        producers = new int[count];
        takers = new int[count];
        inputs = new string?[count];
        gathered = new int[count][];
        Decisions = new DecisionGraph(plan);
        var consuming = new List<int>[count];
        for (var step = 0; step < count; step++)
        {
            byId.Add(plan.Steps[step].Id, step);
            if (plan.Steps[step] is { Signal: null } fixedStep && fixedStep.Inputs.All(input => input.Producers.Count == 1)) inputs[step] = PlanDefinition.WriteInputs(plan, fixedStep, static input => input.Producer, signal: null);
            producers[step] += Decisions.OfStep(step).Count;
            foreach (int producer in WaitsFor(plan, plan.Steps[step]).Distinct())
            {
                (consuming[producer] ??= []).Add(step);
                producers[step]++;
            }

            foreach (int producer in TakenBy(plan, plan.Steps[step])) takers[producer]++;
            gathered[step] = [.. TakesFrom(plan.Steps[step].Inputs).Where(producer => plan.Steps[producer].Map is not null && plan.Steps[producer].Output is not null)];
        }

        for (var decision = 0; decision < Decisions.Count; decision++)
        {
            foreach (int producer in Decisions.Producers(decision)) takers[producer]++;
        }

        foreach (int result in plan.Results) takers[result]++;
        Undoable = [.. Enumerable.Range(0, count).Where(step => plan.Steps[step].Compensation is not null)];
        consumers = [.. consuming.Select(steps => steps?.ToArray() ?? [])];
        SignalSteps = [.. Enumerable.Range(0, count).Where(step => plan.Steps[step].Signal is not null)];
        HasParts = plan.Steps.Any(static step => step.Map is not null || step.Repeat is not null);
        NeedsSnapshot = Decisions.Count > 0 || HasParts || plan.Steps.Any(static step => step.DelayBy is not null);
        HasQueues = plan.Steps.Any(static step => step.Queue is not null);
        Roots = [.. Enumerable.Range(0, count).Where(step => producers[step] == 0)];
    }

    public WorkflowPlan Plan { get; }

    /// <summary>Whether a step takes a transaction: an earlier holder of a run may then write a result although it has lost the run.</summary>
    public bool HasTransactions => Plan.Steps.Any(static step => step.Transactional);

    /// <summary>Whether a step runs in items or rounds: a run may then have many more rows than its plan has steps.</summary>
    public bool HasParts { get; }

    /// <summary>What decides on the steps.</summary>
    public DecisionGraph Decisions { get; }

    /// <summary>The steps that wait for nothing.</summary>
    public IReadOnlyList<int> Roots { get; }

    /// <summary>The steps that are undone when the run fails or is cancelled.</summary>
    public IReadOnlyList<int> Undoable { get; }

    /// <summary>Whether rows alone may not tell where a run stands: predicates have verdicts, and what decides or has to be put together may fail, which is no step's failure.</summary>
    public bool NeedsSnapshot { get; }

    /// <summary>Whether a step waits for slots of a queue.</summary>
    public bool HasQueues { get; }

    /// <summary>The steps that take a signal.</summary>
    public IReadOnlyList<int> SignalSteps { get; }

    public static PlanGraph Of(WorkflowPlan plan) => Known.GetValue(plan, static known => new PlanGraph(known));

    /// <summary>The results that parameters may take, each once.</summary>
    public static IEnumerable<int> TakesFrom(IReadOnlyList<StepInput> inputs) =>
        inputs.SelectMany(input => input.Producers).Where(producer => producer != WorkflowPlan.InputProducer).Distinct();

    /// <summary>What takes something at a step: itself, what says how long it waits, what is asked for each of its items.</summary>
    public static IEnumerable<IReadOnlyList<StepInput>> InputsOf(WorkflowPlan plan, StepPlan step)
    {
        yield return step.Inputs;
        if (step.DelayBy is { } delay) yield return delay.Inputs;
        if (step.Map is not { } map) yield break;
        foreach (ConditionPlan condition in map.Conditions) yield return plan.ItemPredicates[condition.Index].Inputs;
    }

    /// <summary>The results that are taken at a step, each once.</summary>
    public static IEnumerable<int> TakenBy(WorkflowPlan plan, StepPlan step) => InputsOf(plan, step).SelectMany(TakesFrom).Distinct();

    /// <summary>The index of a step; -1: the plan has none of that id.</summary>
    public int IndexOf(string stepId) => byId.TryGetValue(stepId, out int step) ? step : -1;

    /// <summary>The steps that wait for a step.</summary>
    public IReadOnlyList<int> Consumers(int step) => consumers[step];

    /// <summary>The steps that a step waits for, also where a decision waits in its place, in the order of the plan.</summary>
    public IEnumerable<int> ProducersOf(StepPlan step) =>
        WaitsFor(Plan, step).Concat(Decisions.OfStep(IndexOf(step.Id)).SelectMany(Decisions.Producers)).Distinct().Order();

    /// <summary>The mapped steps whose results a step takes: each is gathered from its items before the step starts.</summary>
    public IReadOnlyList<int> Gathered(int step) => gathered[step];

    /// <summary>How many other steps and decisions each step waits for.</summary>
    public int[] CountProducers() => [.. producers];

    /// <summary>How many take the result of each step, decisions and the run's own result among them.</summary>
    public int[] CountTakers() => [.. takers];

    /// <summary>Where each parameter of a step comes from, as its row holds it; null: that depends on the run.</summary>
    public string? InputsOf(int step) => inputs[step];

    /// <summary>
    /// Whether the start of a step is committed before its code runs: what an agent or a step that is not idempotent does, or one that is undone also where it did not complete, must not
    /// happen without a trace. A pure code step is worth no commit of its own. In its own transaction a step writes its result into the row of its start. A slot of a queue is held by a row that says what for.
    /// And the time of all attempts together counts from the first one, whoever dies meanwhile.
    /// </summary>
    public bool IsRecordedFirst(int step) => Plan.Steps[step] is { Agent: not null } or { NotIdempotent: true } or { Transactional: true } or { Compensation.IncludesUnfinished: true } or { Queue: not null } or { TotalTimeout: not null };

    private static IEnumerable<int> WaitsFor(WorkflowPlan plan, StepPlan step) => TakenBy(plan, step).Concat(step.After);
}
