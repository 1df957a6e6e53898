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
                properties.Block(
                    "Steps = new global::Perdure.StepPlan[]",
                    steps => steps.List([.. plan.Steps.Select(step => Step(step, fields))]),
                    "},");
                properties.Write($"Result = {CSharpText.Literal(plan.Result)}{(plan.Schedules.Count > 0 ? "," : "")}");
                ScheduleEmitter.Write(properties, plan.Schedules);
            },
            "};");
    }

    private static string Step(PlanStep step, PayloadFields fields)
    {
        string[] properties = [.. Properties(step, fields)];
        return $"new(id: {CSharpText.Literal(step.Id)})\n{{\n    {string.Join(",\n    ", properties)}\n}}";
    }

    private static IEnumerable<string> Properties(PlanStep step, PayloadFields fields)
    {
        if (step.Agent is { } agent) yield return $"Agent = {CSharpText.Literal(agent.Name)}";
        string[] inputs = [.. step.Arguments.Where(argument => argument.Role == ParameterRole.Data).Select(Input)];
        if (inputs.Length > 0) yield return $"Inputs = new global::Perdure.StepInput[] {{ {string.Join(", ", inputs)} }}";
        if (step.After.Count > 0) yield return $"After = new[] {{ {string.Join(", ", step.After.Select(CSharpText.Literal))} }}";
        yield return $"Level = {CSharpText.Literal(step.Level)}";
        if (step.Returns is { } returns) yield return $"Output = {fields.Qualified(returns, returns)}";
        if (step.Retry is { } retry) yield return $"Retry = {Retry(retry)}";
        if (step.Timeout is { } timeout) yield return $"Timeout = {CSharpText.Literal(timeout)}";
        if (step.IsNotIdempotent) yield return "NotIdempotent = true";
    }

    private static string Input(PlanArgument argument) => $"new({CSharpText.Literal(argument.Parameter)}, {Producer(argument.Producer)})";

    /// <summary>A producer's position, or the constant that stands for the workflow's input.</summary>
    public static string Producer(int producer) =>
        producer == PlanArgument.Input ? "global::Perdure.WorkflowPlan.InputProducer" : CSharpText.Literal(producer);

    private static string Retry(PlanRetry retry)
    {
        string[] types = [.. retry.NonRetryable.Select(type => $"typeof({type})")];
        string nonRetryable = types.Length == 0 ? "" : $", NonRetryable = new[] {{ {string.Join(", ", types)} }}";
        return $"new global::Perdure.RetryPolicy(maxAttempts: {CSharpText.Literal(retry.MaxAttempts)}) {{ "
            + $"Delay = {CSharpText.Literal(retry.Delay)}, Factor = {CSharpText.Literal(retry.Factor)}, "
            + $"MaxDelay = {CSharpText.Literal(retry.MaxDelay)}, Jitter = {CSharpText.Literal(retry.Jitter)}{nonRetryable} }}";
    }
}
