namespace Perdure.Runtime.Tests.Support;

/// <summary>Plans of steps that run in parts, written by hand.</summary>
internal static class PartsPlan
{
    private static readonly PayloadType Texts = PayloadType.Of<string[]>();

    /// <summary>A workflow that maps texts to texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs a step, by its index.</param>
    /// <param name="result">The index of the step whose result is its own.</param>
    /// <param name="steps">Its steps.</param>
    public static WorkflowPlan<string[], string[]> Map(string name, Func<int, StepCall, ValueTask<object?>> run, int result, params StepPlan[] steps) =>
        new(name, 1, new PartsRunner(run, static _ => true)) { Input = Texts, Output = Texts, Steps = steps, Result = result };

    /// <summary>A workflow of one loop over a text.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs a round.</param>
    /// <param name="isDone">Whether a round's result ends the loop.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="retry">The retry of each round.</param>
    public static WorkflowPlan<string, string> Loop(string name, Func<StepCall, ValueTask<object?>> run, Func<string, bool> isDone, RepeatPlan loop, RetryPolicy? retry = null) =>
        new(name, 1, new PartsRunner((_, call) => run(call), call => isDone(call.Round())))
        {
            Input = TestPlan.Text,
            Output = TestPlan.Text,
            Steps = [new StepPlan("Refine") { Inputs = [new StepInput("text", loop.Producer)], Output = TestPlan.Text, Repeat = loop, Retry = retry ?? RetryPolicy.None }],
            Result = 0,
        };

    /// <summary>The same, for each text of the input.</summary>
    public static WorkflowPlan<string[], string[]> LoopForEach(string name, Func<StepCall, ValueTask<object?>> run, Func<string, bool> isDone, RepeatPlan loop, MapPlan map) =>
        new(name, 1, new PartsRunner((_, call) => run(call), call => isDone(call.Round())))
        {
            Input = Texts,
            Output = Texts,
            Steps = [Each("Refine", map) is var each ? new StepPlan(each.Id) { Inputs = each.Inputs, Output = each.Output, Map = map, Repeat = loop } : each],
            Result = 0,
        };

    /// <summary>A step that maps over what a map plan says.</summary>
    public static StepPlan Each(string id, MapPlan map, RetryPolicy? retry = null, bool isRecordedFirst = false) =>
        new(id) { Inputs = [new StepInput("text", map.Producer)], Output = TestPlan.Text, Map = map, Retry = retry ?? RetryPolicy.None, Level = map.Producer + 1, NotIdempotent = isRecordedFirst };

    /// <summary>A step that takes the whole result of a mapped one.</summary>
    public static StepPlan Join(string id, int producer) => new(id) { Inputs = [new StepInput("texts", producer)], Output = Texts, Level = producer + 1 };

    public static string Item(this StepCall call) => call.Read<string>(WorkflowPlan.ItemProducer, TestPlan.Text);

    public static string Round(this StepCall call) => call.Read<string>(WorkflowPlan.RoundProducer, TestPlan.Text);

    public static string?[] TakeAll(this StepCall call, int producer) => call.Read<string?[]>(producer, Texts);

    private sealed class PartsRunner(Func<int, StepCall, ValueTask<object?>> run, Func<StepCall, bool> isDone) : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => run(step, call);

        public override bool IsDone(int step, StepCall call) => isDone(call);
    }
}
