namespace Perdure.Language.Tests.Workflows.Random;

/// <summary>Calls the steps of a random plan.</summary>
internal sealed class RandomRunner(IReadOnlyList<RandomStep> steps, IReadOnlyList<PredicatePlan> predicates) : WorkflowRunner
{
    private static readonly PayloadType Text = PayloadType.Of<string>();
    private static readonly PayloadType Texts = PayloadType.Of<string[]>();

    public override async ValueTask<object?> RunAsync(int step, StepCall call)
    {
        await Task.Yield();
        RandomStep one = steps[step];
        if (one.IsFlaky && call.Context.Attempt == 1) throw new IOException("not yet");
        string?[] texts = [.. one.Texts.Select(input => Read(call, input))];
        return one.Kind switch
        {
            RandomStepKind.Split => one.Split(texts),
            RandomStepKind.Join => RandomStep.Mix([one.Plan.Id, .. call.Read<string[]>(one.List!.Value, Texts), .. texts]),
            RandomStepKind.Map => RandomStep.Mix([one.Plan.Id, call.Read<string>(WorkflowPlan.ItemProducer, Text), .. texts]),
            RandomStepKind.Repeat or RandomStepKind.MapRepeat => RandomStep.Mix([one.Plan.Id, call.Read<string>(WorkflowPlan.RoundProducer, Text), .. texts]),
            _ => RandomStep.Mix([one.Plan.Id, .. texts]),
        };
    }

    public override bool IsDone(int step, StepCall call) => RandomStep.IsDone(call.Read<string>(WorkflowPlan.RoundProducer, Text));

    public override bool Test(int predicate, PlanCall call) => RandomStep.Test(call.Read<string>(predicates[predicate].Inputs[0].Producer, Text));

    private static string? Read(StepCall call, StepInput input) => call.Has(input.Producer) ? call.Read<string>(input.Producer, Text) : null;
}

/// <summary>The random plans, for a worker.</summary>
internal sealed class RandomRegistry : PerdureRegistry
{
    public override IReadOnlyList<WorkflowPlan> Workflows { get; } = [.. Enumerable.Range(0, RandomPlan.Seeds).Select(seed => RandomPlan.Of(seed).Plan)];

    public override IReadOnlyList<AgentDefinition> Agents => [];
}
