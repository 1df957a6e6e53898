using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes a plan down as C#.</summary>
internal static class DefinitionEmitter
{
    public static void Write(SourceWriter writer, string declaration, WorkflowModel workflow, PlanModel plan)
    {
        var fields = new PayloadFields(workflow.Payloads);
        writer.Block(
            $"{declaration} {{ get; }} = new(name: {CSharpText.Literal(plan.Name)}, version: {CSharpText.Literal(plan.Version)}, runner: new __Perdure())",
            properties =>
            {
                if (plan.Input is { } input) properties.Write($"Input = {fields.Qualified(input, input)},");
                if (plan.Output is { } output) properties.Write($"Output = {fields.Qualified(output, plan.Stored(plan.Result))},");
                if (plan.Timeout is { } timeout) properties.Write($"Timeout = {CSharpText.Literal(timeout)},");
                properties.Block(
                    "Steps = new global::Perdure.StepPlan[]",
                    steps => steps.List([.. plan.Steps.Select(step => Step(step, workflow, fields))]),
                    "},");
                properties.Write($"Result = {CSharpText.Literal(plan.Result)}{(PlanConditions.Follow(plan) ? "," : "")}");
                PlanConditions.Write(properties, plan);
            },
            "};");
    }

    private static string Step(PlanStep step, WorkflowModel workflow, PayloadFields fields)
    {
        string[] properties = [.. Properties(step, workflow, fields)];
        return $"new(id: {CSharpText.Literal(step.Id)})\n{{\n    {string.Join(",\n    ", properties)}\n}}";
    }

    private static IEnumerable<string> Properties(PlanStep step, WorkflowModel workflow, PayloadFields fields)
    {
        if (step.Agent is { } agent) yield return $"Agent = {CSharpText.Literal(agent.Name)}";
        // Of a workflow that is its own child the compiler thinks that it may not be there yet: it is asked for when it is.
        if (step.AbandonsChild) yield return "ParentClose = global::Perdure.ParentClosePolicy.Abandon";
        if (step.Child is not null) yield return $"Child = static () => {workflow.Steps.First(model => model.Method == step.Method).Agent}.Definition!";
        if (Inputs(step.Arguments) is { } inputs) yield return inputs;
        if (step.Conditions.Count > 0) yield return PlanConditions.Of(step.Conditions);
        if (step.After.Count > 0) yield return $"After = new[] {{ {string.Join(", ", step.After.Select(CSharpText.Literal))} }}";
        yield return $"Level = {CSharpText.Literal(step.Level)}";
        if (step.Returns is { } returns) yield return $"Output = {fields.Qualified(returns, returns)}";
        foreach (string parts in PlanPartsEmitter.Of(step)) yield return parts;
        if (step.Queue is { } queue) yield return $"Queue = new global::Perdure.OnQueuePlan({CSharpText.Literal(queue.Queue)}){(queue.Key is { } key ? $" {{ Key = {CSharpText.Literal(key)} }}" : "")}";
        if (step.Delay is { } delay) yield return $"Delay = {CSharpText.Literal(delay)}";
        if (step.DelayBy is { } by) yield return $"DelayBy = new global::Perdure.DelayPlan(id: {CSharpText.Literal(by.Method)}){(Inputs(by.Arguments) is { } taken ? $" {{ {taken} }}" : "")}";
        if (step.Signal is { } signal) yield return SignalsEmitter.Of(signal);
        if (step.Interrupt is { } interrupt) yield return SignalsEmitter.Of(interrupt, fields);
        if (step.Retry is { } retry) yield return $"Retry = {Retry(retry)}";
        if (step.Timeout is { } timeout) yield return $"Timeout = {CSharpText.Literal(timeout)}";
        if (step.TotalTimeout is { } total) yield return $"TotalTimeout = {CSharpText.Literal(total)}";
        if (step.Compensation is { } compensation) yield return CompensationEmitter.Of(compensation);
        if (step.Heartbeat is { } silence) yield return $"HeartbeatTimeout = {CSharpText.Literal(silence)}";
        if (step.Cache is { } cache) yield return $"Cache = {Cache(cache)}";
        if (step.IsNotIdempotent) yield return "NotIdempotent = true";
        if (step.Tag is { } tag) yield return $"Tag = {CSharpText.Literal(tag)}";
        if (step.Arguments.Any(argument => argument.Role == ParameterRole.Transaction)) yield return "Transactional = true";
    }

    /// <summary>Where the data of a step or a predicate comes from; null: it takes none.</summary>
    public static string? Inputs(EquatableArray<PlanArgument> arguments)
    {
        string[] inputs = [.. arguments.Where(argument => argument.Role == ParameterRole.Data).Select(Input)];
        return inputs.Length == 0 ? null : $"Inputs = new global::Perdure.StepInput[] {{ {string.Join(", ", inputs)} }}";
    }

    /// <summary>Where a parameter of an undo comes from, by the index under which it is read.</summary>
    public static string ReadInput(PlanArgument argument) => Input(argument, PlanPartsEmitter.ReadFrom(argument) ?? Producer(argument.Producer));

    private static string Input(PlanArgument argument) => Input(argument, Producer(argument.Producer));

    private static string Input(PlanArgument argument, string producer)
    {
        string[] properties = [.. InputProperties(argument)];
        string more = properties.Length == 0 ? "" : $" {{ {string.Join(", ", properties)} }}";
        return $"new({CSharpText.Literal(argument.Parameter)}, {producer}){more}";
    }

    private static IEnumerable<string> InputProperties(PlanArgument argument)
    {
        if (argument.Others.Count > 0) yield return $"Producers = new[] {{ {string.Join(", ", argument.Others.Select(other => other.Producer).Prepend(argument.Producer).Select(Producer))} }}";
        if (argument.IsOptional) yield return "IsOptional = true";
    }

    /// <summary>A producer's position, or the constant that stands for the workflow's input.</summary>
    public static string Producer(int producer) =>
        producer == PlanArgument.Input ? "global::Perdure.WorkflowPlan.InputProducer" : CSharpText.Literal(producer);

    private static string Cache(PlanCache cache)
    {
        string[] properties =
        [
            .. cache.IsOfAgent ? ["Scope = global::Perdure.CacheScope.Agent"] : Array.Empty<string>(),
            .. cache.Version is { } version ? [$"Version = {CSharpText.Literal(version)}"] : Array.Empty<string>(),
            .. cache.Takes is { } takes ? [$"Takes = {CSharpText.Literal(takes)}"] : Array.Empty<string>(),
        ];
        return $"new global::Perdure.CachePlan({CSharpText.Literal(cache.TimeToLive)}){(properties.Length == 0 ? "" : $" {{ {string.Join(", ", properties)} }}")}";
    }

    /// <summary>A retry.</summary>
    public static string Retry(PlanRetry retry)
    {
        string[] types = [.. retry.NonRetryable.Select(type => $"typeof({type})")];
        string nonRetryable = types.Length == 0 ? "" : $", NonRetryable = new[] {{ {string.Join(", ", types)} }}";
        return $"new global::Perdure.RetryPolicy(maxAttempts: {CSharpText.Literal(retry.MaxAttempts)}) {{ "
            + $"Delay = {CSharpText.Literal(retry.Delay)}, Factor = {CSharpText.Literal(retry.Factor)}, "
            + $"MaxDelay = {CSharpText.Literal(retry.MaxDelay)}, Jitter = {CSharpText.Literal(retry.Jitter)}{nonRetryable} }}";
    }
}
