namespace Perdure.Runtime.Tests.Support;

/// <summary>Plans of steps whose work is a child run, written by hand.</summary>
internal static class ChildPlan
{
    /// <summary>A workflow of one step, which hands its input on to a child and returns what that returns.</summary>
    public static WorkflowPlan<string, string> Over(WorkflowPlan child, string name = "parent", RetryPolicy? retry = null, TimeSpan? timeout = null, TimeSpan? total = null) => new(name, 1, new HandingOn())
    {
        Input = TestPlan.Text,
        Output = TestPlan.Text,
        Result = 0,
        Steps =
        [
            new StepPlan("Call")
            {
                Child = () => child,
                Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
                Output = TestPlan.Text,
                Retry = retry ?? RetryPolicy.None,
                Timeout = timeout,
                TotalTimeout = total,
            },
        ],
    };

    private sealed class HandingOn : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => throw new NotSupportedException("a child does the work");

        public override object MakeInput(int step, StepCall call) => call.Take();
    }
}
