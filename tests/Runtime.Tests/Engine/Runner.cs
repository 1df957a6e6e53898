namespace Perdure.Runtime.Tests.Engine;

/// <summary>A runner for plans of other types than text.</summary>
internal sealed class Runner(Func<int, StepCall, ValueTask<object?>> run) : WorkflowRunner
{
    public override ValueTask<object?> RunAsync(int step, StepCall call) => run(step, call);
}
