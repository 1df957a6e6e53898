namespace Perdure.Runtime.Tests.Support;

/// <summary>Plans with conditions of items, written by hand.</summary>
internal static class ItemConditionPlan
{
    private static readonly PayloadType Texts = PayloadType.Of<string[]>();

    /// <summary>A workflow that maps texts to texts.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="run">Runs a step, by its index.</param>
    /// <param name="test">Says what the predicates say.</param>
    /// <param name="predicates">The predicates.</param>
    /// <param name="result">The index of the step whose result is its own.</param>
    /// <param name="steps">Its steps.</param>
    public static WorkflowPlan<string[], string?[]> Of(
        string name, Func<int, StepCall, ValueTask<object?>> run, Func<PlanCall, bool> test, ItemPredicatePlan[] predicates, int result, params StepPlan[] steps) =>
        new(name, 1, new Runner(run, test)) { Input = Texts, Output = Texts, ItemPredicates = predicates, Steps = steps, Result = result };

    /// <summary>A predicate that takes an item, and the results of steps.</summary>
    public static ItemPredicatePlan Predicate(string id, params int[] beside) => new(id) { Items = ["item"], Inputs = [.. beside.Select(producer => new StepInput($"from{producer}", producer))] };

    /// <summary>A map over what a producer returns, of the items that the first predicate confirms or denies.</summary>
    public static MapPlan Over(int producer, ConditionKind kind = ConditionKind.When, ItemFailures failures = ItemFailures.FailFast, int maxParallel = 2) =>
        new(producer) { Conditions = [new ConditionPlan(kind, 0)], Failures = failures, MaxParallel = maxParallel };

    public static string AskedItem(this PlanCall call) => call.Read<string>(WorkflowPlan.ItemProducer, TestPlan.Text);

    private sealed class Runner(Func<int, StepCall, ValueTask<object?>> run, Func<PlanCall, bool> test) : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => run(step, call);

        public override bool TestItem(int predicate, PlanCall call) => test(call);
    }
}
