using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.Emission;

/// <summary>Writes a plan down as C#.</summary>
internal static class DefinitionEmitter
{
    public static void Write(SourceWriter writer, string declaration, WorkflowModel workflow, PlanModel plan)
    {
        var fields = new PayloadFields(workflow.Payloads);
        writer.Write($"{declaration} {{ get; }} = new(");
        writer.Indented(arguments =>
        {
            arguments.Write($"name: {CSharpText.Literal(plan.Name)},");
            arguments.Write($"version: {CSharpText.Literal(plan.Version)},");
            if (plan.Input is { } input) arguments.Write($"input: {fields.Qualified(input, input)},");
            arguments.Write($"output: {(plan.Output is { } output ? fields.Qualified(output, plan.Stored(plan.Result)) : "null")},");
            arguments.Block(
                "steps: new global::Perdure.StepPlan[]",
                steps => steps.List([.. plan.Steps.Select(step => Step(step, fields))]),
                "},");
            arguments.Write($"result: {CSharpText.Literal(plan.Result)},");
            arguments.Write("runner: new __Perdure());");
        });
    }

    private static string Step(PlanStep step, PayloadFields fields)
    {
        string[] arguments = [.. Arguments(step, fields)];
        return $"new({string.Join(",\n    ", arguments)})";
    }

    private static IEnumerable<string> Arguments(PlanStep step, PayloadFields fields)
    {
        yield return $"id: {CSharpText.Literal(step.Id)}";
        if (step.Agent is { } agent) yield return $"agent: {CSharpText.Literal(agent.Name)}";
        string[] inputs = [.. step.Arguments.Where(argument => argument.Role == ParameterRole.Data).Select(Input)];
        if (inputs.Length > 0) yield return $"inputs: new global::Perdure.StepInput[] {{ {string.Join(", ", inputs)} }}";
        if (step.After.Count > 0) yield return $"after: new[] {{ {string.Join(", ", step.After.Select(CSharpText.Literal))} }}";
        yield return $"level: {CSharpText.Literal(step.Level)}";
        if (step.Returns is { } returns) yield return $"output: {fields.Qualified(returns, returns)}";
        if (step.Retry is { } retry) yield return $"retry: {Retry(retry)}";
        if (step.Timeout is { } timeout) yield return $"timeout: {CSharpText.Literal(timeout)}";
        if (step.IsNotIdempotent) yield return "notIdempotent: true";
    }

    private static string Input(PlanArgument argument) => $"new({CSharpText.Literal(argument.Parameter)}, {Producer(argument.Producer)})";

    /// <summary>A producer's position, or the constant that stands for the workflow's input.</summary>
    public static string Producer(int producer) =>
        producer == PlanArgument.Input ? "global::Perdure.WorkflowPlan.InputProducer" : CSharpText.Literal(producer);

    private static string Retry(PlanRetry retry)
    {
        string[] types = [.. retry.NonRetryable.Select(type => $"typeof({type})")];
        string nonRetryable = types.Length == 0 ? "global::System.Type.EmptyTypes" : $"new[] {{ {string.Join(", ", types)} }}";
        return "new global::Perdure.RetryPolicy("
            + $"maxAttempts: {CSharpText.Literal(retry.MaxAttempts)}, delay: {CSharpText.Literal(retry.Delay)}, factor: {CSharpText.Literal(retry.Factor)}, "
            + $"maxDelay: {CSharpText.Literal(retry.MaxDelay)}, jitter: {CSharpText.Literal(retry.Jitter)}, nonRetryable: {nonRetryable})";
    }
}
