namespace Perdure.Language.Tests.Workflows.Random;

/// <summary>What a child step of a random plan runs.</summary>
internal static class RandomChild
{
    private static readonly PayloadType Text = PayloadType.Of<string>();

    public static WorkflowPlan Plan { get; } = new WorkflowPlan<string, string>("random-child", 1, new Runner())
    {
        Input = Text,
        Output = Text,
        Steps = [new StepPlan("First") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = Text }, new StepPlan("Second") { Inputs = [new StepInput("text", 0)], Output = Text }],
        Result = 1,
    };

    /// <summary>What it comes to.</summary>
    public static string Value(string text) => Step(Step(text));

    private static string Step(string text) => RandomStep.Mix("child", text);

    private sealed class Runner : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => new(Step(call.Read<string>(step - 1, Text)));
    }
}
