using Perdure.Language.Tests.Workflows.Random;

namespace Perdure.Language.Tests.Random;

/// <summary>Runs a random plan one step after the other, in memory, without faults: what the engine has to come to.</summary>
internal sealed class Interpreter(RandomPlan plan, string input)
{
    private readonly object?[] values = new object?[plan.Steps.Count];

    /// <summary>What a signal of that name carries.</summary>
    public static string Signal(string name) => $"{name} came";

    /// <summary>What each step came to, as <c>Step SUCCESS text</c>, <c>Step SUCCESS item, item</c> without the items that were skipped, <c>Step SKIPPED</c> or <c>Step FAILED</c>.</summary>
    public IEnumerable<string> Run()
    {
        for (var step = 0; step < values.Length; step++) values[step] = Value(plan.Steps[step]);
        return plan.Steps.Select((step, index) => values[index] switch
        {
            _ when step.IsFailing => $"{step.Plan.Id} FAILED",
            null => $"{step.Plan.Id} SKIPPED",
            string text => $"{step.Plan.Id} SUCCESS {text}",
            var list => $"{step.Plan.Id} SUCCESS {string.Join(", ", ((string?[])list).OfType<string>())}",
        });
    }

    /// <summary>What is undone behind <see cref="Run"/>, as <c>Step item text</c>.</summary>
    public IEnumerable<string> Undo() =>
        from pair in plan.Steps.Select((step, index) => (Step: step, Value: values[index]))
        where plan.IsFailing && pair.Step.Plan.Compensation is not null && pair.Value is not null
        from undo in pair is { Step.Plan.Map: not null, Value: string?[] items } ? items.Select((item, index) => (Item: index + 1, Result: item)).Where(item => item.Result is not null) : [(Item: 0, Result: (string?)Whole(pair.Value))]
        select $"{pair.Step.Plan.Id} {undo.Item} {RandomStep.Mix([undo.Result, .. pair.Step.Texts.Select(one => (string?)Of(one.Producer))])}";

    private static string Whole(object value) => value as string ?? RandomStep.Mix((string?[])value);

    private object? Value(RandomStep step)
    {
        if (!step.Plan.Conditions.All(Holds) || step.Plan.Inputs.Any(one => !one.IsOptional && Of(one.Producer) is null) || !CanAskOfItems(step)) return null;
        string?[] texts = [.. step.Texts.Select(one => (string?)Of(one.Producer)), .. step.Plan.Signal is { } signal ? [Signal(signal.Name)] : Array.Empty<string>()];
        return step.Kind switch
        {
            RandomStepKind.Split => step.Split(texts),
            RandomStepKind.Join => RandomStep.Mix([step.Plan.Id, .. List(step), .. texts]),
            RandomStepKind.Map => Items(step).Select(items => Runs(step, items[0]) ? Child(step, RandomStep.Mix([step.Plan.Id, .. items, .. texts])) : null).ToArray(),
            RandomStepKind.MapRepeat => Items(step).Select(items => Runs(step, items[0]) ? Repeat(step, items[step.Begins], [.. items.Where((_, collection) => collection != step.Begins), .. texts]) : null).ToArray(),
            RandomStepKind.Repeat => Repeat(step, (string)Of(step.Seed)!, texts),
            _ => Child(step, RandomStep.Mix([step.Plan.Id, .. texts])),
        };
    }

    private static string Child(RandomStep step, string text) => step.Plan.Child is null ? text : RandomChild.Value(text);

    private static string Repeat(RandomStep step, string? seed, string?[] texts)
    {
        string? text = seed;
        for (var round = 1; round <= step.Plan.Repeat!.Max; round++)
        {
            text = RandomStep.Mix([step.Plan.Id, text, .. texts]);
            if (RandomStep.IsDone(text)) break;
        }

        return text!;
    }

    private bool CanAskOfItems(RandomStep step) => step.Plan.Map is not { } map || map.Conditions.All(condition => Beside(condition) is var one && (one.IsOptional || Of(one.Producer) is not null));

    private bool Runs(RandomStep step, string? item) =>
        step.Plan.Map!.Conditions.All(condition => RandomStep.Test(RandomStep.Mix(item, (string?)Of(Beside(condition).Producer))) == (condition.Kind == ConditionKind.When));

    private StepInput Beside(ConditionPlan condition) => plan.Plan.ItemPredicates[condition.Index].Inputs[0];

    private bool Holds(ConditionPlan condition) =>
        Of(plan.Plan.Predicates[condition.Index].Inputs[0].Producer) is string text && RandomStep.Test(text) == (condition.Kind == ConditionKind.When);

    /// <summary>What each item takes of each list.</summary>
    private IEnumerable<string?[]> Items(RandomStep step) => step.Zipped is { } other
        ? List(step).Zip((string?[])Of(other)!, (item, beside) => new string?[] { item, beside })
        : List(step).Select(item => new string?[] { item });

    private string?[] List(RandomStep step) => (string?[])Of(step.List!.Value)!;

    private object? Of(int producer) => producer == WorkflowPlan.InputProducer ? input : values[producer];
}
