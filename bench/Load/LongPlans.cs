namespace Perdure.Load;

/// <summary>Plans of a thousand steps, as the generator would write them for a class that nobody would write.</summary>
internal static class LongPlans
{
    private static readonly PayloadType Order = PayloadType.Of<Order>(LoadJson.Default);
    private static readonly PayloadType Receipt = PayloadType.Of<Receipt>(LoadJson.Default);
    private static readonly PayloadType Count = PayloadType.Of<int>(LoadJson.Default);

    /// <summary>Steps one after the other.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="entered">Called by each step.</param>
    public static WorkflowPlan<Order, Receipt> Chain(int steps, Action entered) => new("chain", 1, new Runner((step, call) =>
    {
        entered();
        return Payloads.Receipt("s", step == 0 ? call.Read<Order>(WorkflowPlan.InputProducer, Order).Id : call.Read<Receipt>(step - 1, Receipt).Of + 1);
    }))
    {
        Input = Order,
        Output = Receipt,
        Steps = [.. Enumerable.Range(0, steps).Select(step => new StepPlan($"S{step}") { Inputs = [new StepInput("before", step - 1)], Level = step, Output = Receipt })],
        Result = steps - 1,
    };

    /// <summary>Steps side by side, and one that joins them.</summary>
    /// <param name="steps">How many, without the join.</param>
    public static WorkflowPlan<Order, int> Fan(int steps) => new("fan", 1, new Runner((step, call) => step < steps
        ? Payloads.Receipt("f", call.Read<Order>(WorkflowPlan.InputProducer, Order).Id + step)
        : Enumerable.Range(0, steps).Count(producer => call.Read<Receipt>(producer, Receipt).Step == "f")))
    {
        Input = Order,
        Output = Count,
        Steps =
        [
            .. Enumerable.Range(0, steps).Select(step => new StepPlan($"F{step}") { Inputs = [new StepInput("order", WorkflowPlan.InputProducer)], Output = Receipt }),
            new StepPlan("Join") { Inputs = [.. Enumerable.Range(0, steps).Select(step => new StepInput($"f{step}", step))], Level = 1, Output = Count },
        ],
        Result = steps,
    };

    private sealed class Runner(Func<int, StepCall, object> run) : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => new(run(step, call));
    }
}

/// <summary>The long plans as a registry.</summary>
internal sealed class LongRegistry(IReadOnlyList<WorkflowPlan> plans) : PerdureRegistry
{
    public override IReadOnlyList<WorkflowPlan> Workflows => plans;

    public override IReadOnlyList<AgentDefinition> Agents => [];
}
