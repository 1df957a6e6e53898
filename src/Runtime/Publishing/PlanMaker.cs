using System.Text.Json;
using Perdure.Payloads;
using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>Makes of what the planner has decided the plan that the engine runs: what the generator writes as C# of a workflow that is compiled.</summary>
/// <param name="model">What the planner has decided.</param>
/// <param name="plans">The plans that its steps run as children.</param>
/// <param name="agents">The agents, by name.</param>
/// <param name="catalog">The types.</param>
/// <param name="serializer">Reads and writes values.</param>
internal sealed class PlanMaker(
    PlanModel model, IReadOnlyDictionary<string, WorkflowPlan> plans, IReadOnlyDictionary<string, AgentDefinition> agents, TypeCatalog catalog, PayloadSerializer serializer)
{
    private readonly StoredValues values = new(model, catalog, agents);

    /// <summary>The plan by which a worker runs it, and that by which a client starts it and reads its result: as JSON.</summary>
    public (WorkflowPlan Worker, WorkflowPlan Client) Make()
    {
        var runner = new DocumentRunner(model, values, plans, agents, serializer);
        StepPlan[] steps = [.. model.Steps.Select(Make)];
        return (Make(runner, steps, values.Input, values.Output), Make(runner, steps, values.Input is null ? null : PublishedPayloads.Element, values.Output is null ? null : PublishedPayloads.Element));
    }

    /// <summary>The messages that its runs wait for, by their names: signals, and answers to agents that ask back.</summary>
    public IReadOnlyDictionary<string, PayloadType> Messages => model.Steps
        .SelectMany(step => step.Arguments.Where(static argument => argument.Role == ParameterRole.Signal).Select(argument => (step.Signal!.Name, Type: argument.Type))
            .Concat(step.Interrupt is { } interrupt ? [(interrupt.Signal, interrupt.Answer)] : []))
        .GroupBy(static message => message.Name, StringComparer.Ordinal)
        .ToDictionary(static messages => messages.Key, messages => values.Named(messages.First().Type), StringComparer.Ordinal);

    /// <summary>How the values of its runs are written, to be compared by those who plan the same document.</summary>
    /// <param name="worker">The plan by which a worker runs it.</param>
    /// <exception cref="PayloadException">A context does not know a type.</exception>
    public string WriteSchemas(WorkflowPlan worker) => PayloadSchemas.Write(
        worker,
        model.Steps.SelectMany(step => step.Arguments.Where(static argument => argument.Role == ParameterRole.Signal).Select(argument => (step.Id, values.Named(argument.Type)))),
        serializer);

    private WorkflowPlan<JsonElement, JsonElement> Make(DocumentRunner runner, StepPlan[] steps, PayloadType? input, PayloadType? output) => new(model.Name, model.Version, runner)
    {
        Input = input,
        Output = output,
        Timeout = model.Timeout,
        Steps = steps,
        Result = model.Result,
        Results = [.. model.Results],
        Predicates = [.. model.Predicates.Select(predicate => new PredicatePlan(predicate.Method) { Inputs = Inputs(predicate.Arguments) })],
        ItemPredicates =
        [
            .. model.ItemPredicates.Select(predicate => new ItemPredicatePlan(predicate.Method)
            {
                Items = [.. predicate.Arguments.Where(argument => argument.IsItem).Select(argument => argument.Parameter)],
                Inputs = Inputs(predicate.Arguments.Where(argument => !argument.IsItem)),
            }),
        ],
        Switches = [.. model.Switches.Select(one => new SwitchPlan(one.Subject) { On = one.On, Cases = [.. one.Cases.Select(value => value.Display)] })],
    };

    private StepPlan Make(PlanStep step, int position) => new(step.Id)
    {
        Agent = step.Agent?.Name,
        Child = step.Child is { } child ? () => plans[PlanId.Of(child)] : null,
        ParentClose = step.AbandonsChild ? ParentClosePolicy.Abandon : default,
        Inputs = Inputs(step.Arguments),
        After = [.. step.After],
        Conditions = Conditions(step.Conditions),
        Level = step.Level,
        Output = values.OutputOf(position),
        Retry = step.Retry is { } retry ? Retry(retry) : RetryPolicy.None,
        Delay = step.Delay ?? TimeSpan.Zero,
        DelayBy = step.DelayBy is { } by ? new DelayPlan(by.Method) { Inputs = Inputs(by.Arguments) } : null,
        Signal = step.Signal is { } signal ? new SignalPlan(signal.Name, signal.Parameter) { Timeout = signal.Timeout, IsOptional = signal.IsOptional } : null,
        Interrupt = step.Interrupt is { } interrupt ? new InterruptPlan(interrupt.Signal, values.Named(interrupt.Answer)) { Timeout = interrupt.Timeout } : null,
        Timeout = step.Timeout,
        TotalTimeout = step.TotalTimeout,
        HeartbeatTimeout = step.Heartbeat,
        Cache = step.Cache is { } cache ? new CachePlan(cache.TimeToLive) { Scope = cache.IsOfAgent ? CacheScope.Agent : default, Version = cache.Version, Takes = cache.Takes } : null,
        Map = step.Map is { } map ? Make(map) : null,
        Repeat = step.Repeat is { } repeat ? Make(repeat) : null,
        Queue = step.Queue is { } queue ? new OnQueuePlan(queue.Queue) { Key = queue.Key } : null,
        Compensation = step.Compensation is { } compensation ? Make(compensation) : null,
        NotIdempotent = step.IsNotIdempotent,
        Tag = step.Tag,
    };

    private CompensationPlan Make(PlanCompensation compensation) => new(compensation.Method)
    {
        Inputs = [.. compensation.Arguments.Where(argument => argument.Role == ParameterRole.Data).Select(argument => Input(argument, DocumentRunner.ReadFrom(argument) ?? argument.Producer))],
        Retry = compensation.Retry is { } retry ? Retry(retry) : RetryPolicy.None,
        Timeout = compensation.Timeout,
        IncludesUnfinished = compensation.IncludesUnfinished,
    };

    private static MapPlan Make(PlanMap map) => new(map.Producer)
    {
        Zipped = [.. map.Zipped],
        MaxParallel = map.MaxParallel ?? MapPlan.DefaultMaxParallel,
        Conditions = Conditions(map.Conditions),
        Failures = map.Failures switch { FailedItems.Collect => ItemFailures.Collect, FailedItems.Tolerate => ItemFailures.Tolerate, _ => ItemFailures.FailFast },
        MaxFailures = map.MaxFailures ?? int.MaxValue,
    };

    private static RepeatPlan Make(PlanRepeat repeat) => new(repeat.Producer ?? WorkflowPlan.ItemOf(repeat.Collection))
    {
        Max = repeat.Max,
        AtMax = repeat.AtMax == LoopEnd.TakeLast ? RepeatEnd.TakeLast : RepeatEnd.Fail,
        Delay = repeat.Delay,
        Keep = repeat.Keep,
    };

    private RetryPolicy Retry(PlanRetry retry) => new(retry.MaxAttempts)
    {
        Delay = retry.Delay,
        Factor = retry.Factor,
        MaxDelay = retry.MaxDelay,
        Jitter = retry.Jitter,
        NonRetryable = [.. agents.Values.SelectMany(agent => agent.Retry?.NonRetryable ?? []).Where(type => retry.NonRetryable.Contains(ClrNames.Full(type))).Distinct()],
    };

    private static ConditionPlan[] Conditions(EquatableArray<PlanCondition> conditions) => [.. conditions.Select(condition => new ConditionPlan(Kind(condition.Kind), condition.Index) { Cases = [.. condition.Cases], Collections = [.. condition.Collections] })];

    private static ConditionKind Kind(DecisionKind kind) => kind switch { DecisionKind.When => ConditionKind.When, DecisionKind.Unless => ConditionKind.Unless, _ => ConditionKind.Case };

    private static StepInput[] Inputs(IEnumerable<PlanArgument> arguments) => [.. arguments.Where(argument => argument.Role == ParameterRole.Data).Select(argument => Input(argument, argument.Producer))];

    private static StepInput Input(PlanArgument argument, int producer) => argument.Others.Count == 0
        ? new StepInput(argument.Parameter, producer) { IsOptional = argument.IsOptional }
        : new StepInput(argument.Parameter, producer) { Producers = [argument.Producer, .. argument.Others.Select(other => other.Producer)], IsOptional = argument.IsOptional };
}
