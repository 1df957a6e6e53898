namespace Perdure.Planning;

/// <summary>Writes the plan down, once everything is decided.</summary>
internal sealed partial class PlanWriter(
    WorkflowDescription workflow, ProducerIndex producers, StepEdges edges, StepConditions conditions, Guards guards, Loop?[] loops, PlanSignal?[] signals, PlanInterrupt?[] interrupts, Compensation?[] compensations, StepQueue?[] queues, StepPolicy[] policies, PlanAgentInput?[] agentInputs)
{
    private readonly int[] positions = new int[workflow.Steps.Count];

    /// <summary>Writes the plan.</summary>
    /// <param name="results">The result's step in the description; several of which no run has two; or none.</param>
    public PlanModel Write(IReadOnlyList<int> results)
    {
        StepGraph graph = edges.OrderGraph();
        int[] order = TopologicalOrder.Of(graph);
        int[] levels = TopologicalOrder.Levels(graph, order);
        for (var position = 0; position < order.Length; position++) positions[order[position]] = position;

        int[] resultsInOrder = [.. results.Select(step => positions[step]).OrderBy(position => position)];
        int[] asked = AskedOfRun();
        EquatableArray<PlanStep> steps = new(order.Select(step => Write(step, levels[step], asked)));
        return new PlanModel(
            workflow.Name,
            workflow.Version,
            workflow.Input,
            workflow.Output,
            steps,
            resultsInOrder.Length == 0 ? -1 : resultsInOrder[0])
        {
            Results = new(resultsInOrder),
            Predicates = new(asked.Select(WritePredicate)),
            ItemPredicates = new(itemPredicates),
            Switches = new(conditions.Switches.Select(Write)),
        };
    }

    private PlanStep Write(int step, int level, int[] asked)
    {
        StepDescription description = workflow.Steps[step];
        return new PlanStep(
            description.Method,
            description.Id ?? Names.StepId(description.Method),
            description.Returns,
            description.Agent is { } agent ? new PlanAgent(agent.Name, agent.Input, agent.Output) : null,
            Arguments(step),
            agentInputs[step],
            new(edges.After(step).Select(other => positions[other]).OrderBy(position => position)),
            level,
            policies[step].Retry,
            policies[step].Timeout?.PerAttempt,
            description.IsNotIdempotent)
        {
            TotalTimeout = policies[step].Timeout?.Total,
            AbandonsChild = description.AbandonsChild,
            Child = description.Child is { } child ? new PlanChild(child.Name, child.Version, child.Input) : null,
            Conditions = new(conditions.Of(step).Select(condition => Write(condition, asked))),
            Map = WriteMap(step),
            Repeat = WriteRepeat(step),
            Compensation = compensations[step] is { } compensation ? Write(step, compensation) : null,
            Queue = queues[step] is { } queue ? Write(step, queue) : null,
            Heartbeat = policies[step].Heartbeat,
            Cache = policies[step].Cache,
            Delay = policies[step].Delay,
            DelayBy = conditions.Delays[step] is { } delay ? new PlanPredicate(workflow.Method(delay), Arguments(delay)) { Returned = workflow.Delays[delay - workflow.FirstDelay()].Returned } : null,
            Signal = signals[step],
            Interrupt = interrupts[step],
            Tag = description.Tag?.Name,
            Returned = description.Returned,
        };
    }

    private PlanCompensation Write(int step, Compensation compensation) => new(
        compensation.Undo.Name,
        new(compensation.Undo.Parameters.Select((parameter, index) => WriteUndone(step, parameter, compensation.Sources[index]))),
        compensation.Policy.Retry,
        compensation.Policy.Timeout?.PerAttempt,
        compensation.IncludesUnfinished)
    {
        Agent = compensation.Undo.Agent is { } agent ? new PlanAgent(agent.Name, agent.Input, agent.Output) : null,
        AgentInput = compensation.AgentInput,
    };

    private PlanQueue Write(int step, StepQueue queue) => new(
        queue.Description.Queue,
        queue.Description.Method?.Name,
        new(queue.Description.Method?.Parameters.Select((parameter, index) => WriteTaken(step, parameter, queue.Sources[index])) ?? []))
    {
        Returned = queue.Description.Method?.Returned,
    };

    private PlanArgument WriteUndone(int step, ParameterDescription parameter, int source)
    {
        if (source == Compensation.Other) return Write(parameter, []);
        if (source == Compensation.Result)
        {
            TypeDescription readAs = parameter.Path?.Whole ?? TypeFit.ReadAs(workflow.Steps[step].Returns!, parameter.Type);
            return new PlanArgument(parameter.Name, parameter.Type, parameter.Role, positions[step], readAs) { IsResult = true, IsOptional = parameter.Type.IsNullable, Path = parameter.Path };
        }

        return WriteTaken(step, parameter, source);
    }

    /// <summary>What an undo or a key takes is what its step took, and where that came from: an item and a round's value are there wherever one was run. One that says nothing of a member takes the one that the step takes.</summary>
    private PlanArgument WriteTaken(int step, ParameterDescription parameter, int source)
    {
        if (!TakenByName.SaysWhose(parameter)) parameter = parameter with { Path = workflow.Steps[step].Parameters[source].Path, Role = workflow.Steps[step].Parameters[source].Role, Literal = workflow.Steps[step].Parameters[source].Literal };
        else if (parameter.ForEach is null && TakenByName.Producer(workflow, parameter) is var said && edges.ProducersOf(step, source)[0] != said) return Write(parameter, [said]);
        bool isItem = workflow.Steps[step].Parameters[source].ForEach is not null;
        bool isRound = loops[step]?.Parameter == source;
        PlanArgument argument = Write(parameter with { ForEach = workflow.Steps[step].Parameters[source].ForEach }, edges.ProducersOf(step, source)) with { IsItem = isItem, Collection = MapRules.CollectionOf(workflow.Steps[step], source), IsRound = isRound };
        return isItem || isRound ? argument with { Others = default, IsOptional = false } : argument;
    }

    private PlanPredicate WritePredicate(int predicate) => new(workflow.Predicates[predicate].Method, Arguments(workflow.Steps.Count + predicate)) { Test = workflow.Predicates[predicate].Test };

    private PlanSwitch Write(Switch one) => new(positions[one.Subject], one.On, one.Type, one.Values.Kind, new(one.Cases), one.HasOtherwise);

    private static PlanCondition Write(StepCondition condition, int[] asked) =>
        new(condition.Kind, condition.Kind == DecisionKind.Case ? condition.Index : Array.IndexOf(asked, condition.Index), new(condition.Cases));

    private EquatableArray<PlanArgument> Arguments(int taker) => new(workflow.Parameters(taker).Select((parameter, index) =>
        Write(parameter, edges.ProducersOf(taker, index)) with { IsItem = parameter.ForEach is not null, Collection = workflow.IsPredicate(taker) ? 0 : MapRules.CollectionOf(workflow.Steps[taker], index), IsRound = !workflow.IsPredicate(taker) && loops[taker]?.Parameter == index }));

    private PlanArgument Write(ParameterDescription parameter, IReadOnlyList<int> from)
    {
        if (from.Count == 0) return new PlanArgument(parameter.Name, parameter.Type, parameter.Role, PlanArgument.Input, null) { Literal = parameter.Literal, Path = parameter.Path };
        PlanSource[] sources = [.. from.Select(producer => Source(parameter, producer)).OrderBy(source => source.Producer)];
        return new PlanArgument(parameter.Name, parameter.Type, parameter.Role, sources[0].Producer, sources[0].ReadAs)
        {
            Others = new(sources.Skip(1)),
            IsOptional = parameter.Wanted.IsNullable && !guards.Covers([.. from]),
            Path = parameter.Path,
        };
    }

    private PlanMap? WriteMap(int step)
    {
        int parameter = MapRules.ItemParameter(workflow.Steps[step]);
        if (parameter < 0) return null;
        ForEachDescription map = workflow.Steps[step].Parameters[parameter].ForEach!;
        return new PlanMap(Position(edges.ProducersOf(step, parameter)[0]), map.MaxParallel > 0 ? map.MaxParallel : null, map.Failures, map.MaxFailures > 0 ? map.MaxFailures : null)
        {
            Conditions = WriteItems(step),
            Zipped = new(MapRules.ItemParameters(workflow.Steps[step]).Skip(1).Select(other => Position(edges.ProducersOf(step, other)[0]))),
        };
    }

    private PlanRepeat? WriteRepeat(int step)
    {
        if (loops[step] is not { } loop) return null;
        RepeatDescription repeat = workflow.Steps[step].Repeat!;
        bool takesItem = workflow.Steps[step].Parameters[loop.Parameter].ForEach is not null;
        PredicateDescription predicate = repeat.Predicate!;
        return new PlanRepeat(
            takesItem ? null : Position(edges.ProducersOf(step, loop.Parameter)[0]), predicate.Method, predicate.Parameters[0].Name, repeat.While is not null, repeat.Max, repeat.AtMax, loop.Delay, repeat.Keep)
        {
            Collection = MapRules.CollectionOf(workflow.Steps[step], loop.Parameter),
            Test = predicate.Test,
        };
    }

    private int Position(int producer) => producer == PlanArgument.Input ? PlanArgument.Input : positions[producer];

    private PlanSource Source(ParameterDescription parameter, int producer) =>
        new(Position(producer), parameter.Path?.Whole ?? (parameter.ForEach is null ? TypeFit.ReadAs(producers.Type(producer)!, parameter.Type) : parameter.Type));
}
