namespace Perdure.Runtime.Tests.Support;

/// <summary>Plans over texts whose steps have conditions, written by hand. Steps are of pure code; the last one is the result.</summary>
internal static class DecidingPlan
{
    /// <summary>A plan.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs a step, by its index.</param>
    /// <param name="test">Asks a predicate, by its index.</param>
    /// <param name="predicates">Its predicates.</param>
    /// <param name="steps">Its steps.</param>
    public static WorkflowPlan<string, string> Of(
        string name, Func<int, StepCall, ValueTask<object?>> run, Func<int, PlanCall, bool> test, PredicatePlan[] predicates, params StepPlan[] steps) =>
        new(name, 1, new Runner(run, test)) { Input = TestPlan.Text, Output = TestPlan.Text, Steps = steps, Result = steps.Length - 1, Predicates = predicates };

    /// <summary>A predicate over the workflow's input.</summary>
    public static PredicatePlan OfInput(string id) => new(id) { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)] };

    /// <summary>A predicate over results.</summary>
    public static PredicatePlan Over(string id, params int[] producers) => new(id) { Inputs = [.. producers.Select(producer => new StepInput($"from{producer}", producer))] };

    /// <summary>The same step, with conditions.</summary>
    public static StepPlan If(this StepPlan step, params ConditionPlan[] conditions) =>
        new(step.Id) { Inputs = step.Inputs, After = step.After, Level = step.Level, Output = step.Output, Retry = step.Retry, Conditions = conditions };

    public static ConditionPlan When(int predicate) => new(ConditionKind.When, predicate);

    public static ConditionPlan Unless(int predicate) => new(ConditionKind.Unless, predicate);

    private sealed class Runner(Func<int, StepCall, ValueTask<object?>> run, Func<int, PlanCall, bool> test) : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => run(step, call);

        public override bool Test(int predicate, PlanCall call) => test(predicate, call);
    }
}
