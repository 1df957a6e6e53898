using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Perdure.Language.Tests.Workflows.Random;

/// <summary>Calls the steps of a random plan.</summary>
internal sealed class RandomRunner(IReadOnlyList<RandomStep> steps, IReadOnlyList<PredicatePlan> predicates, IReadOnlyList<ItemPredicatePlan> itemPredicates) : WorkflowRunner
{
    private static readonly PayloadType Text = PayloadType.Of<string>();
    private static readonly PayloadType Texts = PayloadType.Of<string[]>();

    public override async ValueTask<object?> RunAsync(int step, StepCall call)
    {
        await Task.Yield();
        RandomStep one = steps[step];
        if (one.IsFailing) throw new NonRetryableException("the end of it");
        if (one.IsFlaky && call.Context.Attempt == 1) throw new IOException("not yet");
        if (one.Plan.Transactional) await RecordAsync((NpgsqlConnection)call.GetTransaction().Connection!, "effects", call.Context, "");
        object result = Value(one, call);
        if (one.Emits) await call.Context.EmitAsync(result as string ?? RandomStep.Mix((string[])result), cancellationToken: call.CancellationToken);
        return result;
    }

    private static object Value(RandomStep one, StepCall call)
    {
        string?[] texts = ReadTexts(one, call);
        return one.Kind switch
        {
            RandomStepKind.Split => one.Split(texts),
            RandomStepKind.Join => RandomStep.Mix([one.Plan.Id, .. call.Read<string?[]>(one.List!.Value, Texts), .. texts]),
            RandomStepKind.Map => RandomStep.Mix([one.Plan.Id, .. ReadItems(one, call), .. texts]),
            RandomStepKind.MapRepeat => RandomStep.Mix([one.Plan.Id, call.Read<string?>(WorkflowPlan.RoundProducer, Text), .. ReadItems(one, call).Where((_, collection) => collection != one.Begins), .. texts]),
            RandomStepKind.Repeat => RandomStep.Mix([one.Plan.Id, call.Read<string>(WorkflowPlan.RoundProducer, Text), .. texts]),
            _ => RandomStep.Mix([one.Plan.Id, .. texts]),
        };
    }

    public override object? MakeInput(int step, StepCall call)
    {
        RandomStep one = steps[step];
        return one.Kind == RandomStepKind.Map
            ? RandomStep.Mix([one.Plan.Id, .. ReadItems(one, call), .. ReadTexts(one, call)])
            : RandomStep.Mix([one.Plan.Id, .. ReadTexts(one, call)]);
    }

    public override async ValueTask CompensateAsync(int step, StepCall call)
    {
        RandomStep one = steps[step];
        if (one.IsFlaky && call.Context.Attempt == 1) throw new IOException("not yet");
        string result = one.Kind == RandomStepKind.Split ? RandomStep.Mix(call.Read<string[]>(WorkflowPlan.ResultProducer, Texts)) : call.Read<string>(WorkflowPlan.ResultProducer, Text);
        string text = RandomStep.Mix([result, .. one.Texts.Select(input => Read(call, input))]);
        PostgresConnectionStrings strings = await call.Services.GetRequiredService<IPostgresSource>().GetAsync(call.CancellationToken);
        await using NpgsqlConnection connection = new(strings.Data);
        await connection.OpenAsync(call.CancellationToken);
        await RecordAsync(connection, "undos", call.Context, text);
    }

    public override bool IsDone(int step, StepCall call) => RandomStep.IsDone(call.Read<string>(WorkflowPlan.RoundProducer, Text));

    public override bool Test(int predicate, PlanCall call) => RandomStep.Test(call.Read<string>(predicates[predicate].Inputs[0].Producer, Text));

    public override bool TestItem(int predicate, PlanCall call) =>
        RandomStep.Test(RandomStep.Mix(call.Read<string?>(WorkflowPlan.ItemProducer, Text), Read(call, itemPredicates[predicate].Inputs[0])));

    private static IEnumerable<string?> ReadItems(RandomStep step, StepCall call) => Enumerable.Range(0, step.Zipped is null ? 1 : 2).Select(collection => call.Read<string?>(WorkflowPlan.ItemOf(collection), Text));

    private static string?[] ReadTexts(RandomStep step, StepCall call)
    {
        IEnumerable<string?> texts = step.Texts.Select(input => Read(call, input));
        return [.. step.Plan.Signal is null ? texts : texts.Append(call.Read<string>(WorkflowPlan.SignalProducer, Text))];
    }

    private static string? Read(PlanCall call, StepInput input) => call.Has(input.Producer) ? call.Read<string>(input.Producer, Text) : null;

    // An effect of a transaction has no key: it happens once, or the test sees it twice. An undo has the key that it is given.
    private static async Task RecordAsync(NpgsqlConnection connection, string table, StepContext context, string text)
    {
        await using NpgsqlCommand insert = new($"insert into random.{table} (run, step, item, round, key, text) values ($1, $2, $3, $4, $5, $6) on conflict do nothing", connection)
        {
            Parameters =
            {
                new() { Value = context.ExecutionId }, new() { Value = context.StepId }, new() { Value = context.Item }, new() { Value = context.Round },
                new() { Value = context.IdempotencyKey }, new() { Value = text },
            },
        };
        await insert.ExecuteNonQueryAsync();
    }
}
