namespace Perdure.Runtime.Tests.Support;

/// <summary>Plans written by hand, so that the runtime is tested without the generator.</summary>
internal static class TestPlan
{
    public static PayloadType Text { get; } = PayloadType.Of<string>();

    /// <summary>A workflow over texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs a step, by its index.</param>
    /// <param name="steps">Its steps; the last one is the result.</param>
    public static WorkflowPlan<string, string> Of(string name, Func<int, StepCall, ValueTask<object?>> run, params StepPlan[] steps) =>
        new(name, 1, new DelegateRunner(run)) { Input = Text, Output = Text, Steps = steps, Result = steps.Length - 1 };

    /// <summary>A step that takes the input of the workflow.</summary>
    public static StepPlan First(string id, RetryPolicy? retry = null, TimeSpan? timeout = null) =>
        new(id) { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = Text, Retry = retry ?? RetryPolicy.None, Timeout = timeout };

    /// <summary>A step that takes the results of others.</summary>
    public static StepPlan Then(string id, params int[] producers) =>
        new(id) { Inputs = [.. producers.Select(producer => new StepInput($"from{producer}", producer))], Level = 1, Output = Text };

    /// <summary>The text that a step takes from a producer.</summary>
    public static string Take(this StepCall call, int producer = WorkflowPlan.InputProducer) => call.Read<string>(producer, Text);

    private sealed class DelegateRunner(Func<int, StepCall, ValueTask<object?>> run) : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => run(step, call);
    }
}

/// <summary>A registry of plans and agents written by hand.</summary>
internal sealed class TestRegistry(WorkflowPlan[] plans, params AgentDefinition[] agents) : PerdureRegistry
{
    public override IReadOnlyList<WorkflowPlan> Workflows => plans;

    public override IReadOnlyList<AgentDefinition> Agents => agents;
}
