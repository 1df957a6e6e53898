using System.Data.Common;

namespace Perdure.Runtime.Tests.Process;

/// <summary>Plans of steps that write in transactions of their own: a row of <c>public.effects</c> for each attempt that is committed.</summary>
public static class TransactionPlans
{
    private static readonly PayloadType Text = PayloadType.Of<string>();
    private static readonly PayloadType Texts = PayloadType.Of<string[]>();

    /// <summary>One that writes, and one that reads its result.</summary>
    public static WorkflowPlan<string, string> Plain { get; } = Of("written", After(new StepPlan("Write") { Inputs = [Input], Output = Text, Transactional = true, Tag = "written" }));

    /// <summary>One that writes in two rounds.</summary>
    public static WorkflowPlan<string, string> InRounds { get; } = Of("written-in-rounds", After(
        new StepPlan("Write") { Inputs = [Input], Output = Text, Transactional = true, Tag = "written", Repeat = new RepeatPlan(WorkflowPlan.InputProducer) }));

    /// <summary>One that writes for each of two items, one after the other.</summary>
    public static WorkflowPlan<string, string> ForEach { get; } = Of(
        "written-for-each",
        [
            new StepPlan("List") { Inputs = [Input], Output = Texts },
            new StepPlan("Write") { Inputs = [new StepInput("text", 0)], Level = 1, Output = Text, Transactional = true, Map = new MapPlan(0) { MaxParallel = 1 } },
            new StepPlan("Read") { Inputs = [new StepInput("texts", 1)], Level = 2, Output = Text },
        ]);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WorkflowPlan<string, string>> All => [Plain, InRounds, ForEach];

    private static StepInput Input => new("text", WorkflowPlan.InputProducer);

    private static StepPlan[] After(StepPlan write) => [write, new StepPlan("Read") { Inputs = [new StepInput("before", 0)], Level = 1, Output = Text }];

    private static WorkflowPlan<string, string> Of(string name, StepPlan[] steps) => new(name, 1, new Runner(steps)) { Input = Text, Output = Text, Steps = steps, Result = steps.Length - 1 };

    private sealed class Runner(StepPlan[] steps) : WorkflowRunner
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call) => steps[step].Id switch
        {
            "List" => new[] { "a", "b" },
            "Write" => await WriteAsync(call),
            _ when steps[step - 1].Map is not null => string.Join(' ', call.Read<string[]>(step - 1, Texts)),
            _ => call.Read<string>(step - 1, Text),
        };

        public override bool IsDone(int step, StepCall call) => call.Context.Round == 2;

        private static async Task<string> WriteAsync(StepCall call)
        {
            StepContext context = call.Context;
            var here = $"{context.Item}.{context.Round}/{context.Attempt}";
            DbTransaction transaction = call.GetTransaction();
            await using DbCommand command = transaction.Connection!.CreateCommand();
            command.CommandText = $"insert into public.effects values ('{here}')";
            await command.ExecuteNonQueryAsync(call.CancellationToken);
            return here;
        }
    }
}
