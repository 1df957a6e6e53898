namespace Perdure.Runtime.Tests.Support;

/// <summary>Plans whose steps are undone, written by hand.</summary>
internal static class UndoPlan
{
    /// <summary>A workflow over texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs a step, by its index.</param>
    /// <param name="undo">Undoes a step, by its index.</param>
    /// <param name="steps">Its steps; the last one is the result.</param>
    public static WorkflowPlan<string, string> Of(string name, Func<int, StepCall, ValueTask<object?>> run, Func<int, StepCall, ValueTask> undo, params StepPlan[] steps) =>
        new(name, 1, new UndoRunner(run, undo)) { Input = TestPlan.Text, Output = TestPlan.Text, Steps = steps, Result = steps.Length - 1 };

    /// <summary>A step that takes the input, or the result of another, and is undone with its own result.</summary>
    public static StepPlan Step(string id, int producer = WorkflowPlan.InputProducer, RetryPolicy? retry = null, TimeSpan? timeout = null, bool includesUnfinished = false) => new(id)
    {
        Inputs = [new StepInput("text", producer)],
        Output = TestPlan.Text,
        Level = producer + 1,
        Compensation = new CompensationPlan("Undo" + id)
        {
            Inputs = [new StepInput("result", WorkflowPlan.ResultProducer), new StepInput("text", producer)],
            Retry = retry ?? RetryPolicy.None,
            Timeout = timeout,
            IncludesUnfinished = includesUnfinished,
        },
    };

    private sealed class UndoRunner(Func<int, StepCall, ValueTask<object?>> run, Func<int, StepCall, ValueTask> undo) : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => run(step, call);

        public override object MakeInput(int step, StepCall call) => call.Take();

        public override ValueTask CompensateAsync(int step, StepCall call) => undo(step, call);
    }
}
