namespace Perdure.Runtime.Tests.Process;

/// <summary>The plans that tests share with the processes that they start. The input is a folder in which steps say that they were entered, and look whether they are to stay.</summary>
public static class ProcessPlans
{
    private static readonly PayloadType Text = PayloadType.Of<string>();

    /// <summary>One, Two, Three: each gives its attempt behind what it took.</summary>
    public static WorkflowPlan<string, string> Three { get; } = new("three-in-a-row", 1, new SignallingRunner())
    {
        Input = Text,
        Output = Text,
        Steps =
        [
            new StepPlan("One") { Inputs = [Folder], Output = Text },
            new StepPlan("Two") { Inputs = [Folder, new StepInput("before", 0)], Level = 1, Output = Text },
            new StepPlan("Three") { Inputs = [Folder, new StepInput("before", 1)], Level = 2, Output = Text },
        ],
        Result = 2,
    };

    /// <summary>The folder that is the input of a run.</summary>
    private static StepInput Folder => new("folder", WorkflowPlan.InputProducer);

    private sealed class SignallingRunner : WorkflowRunner
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call)
        {
            StepContext context = call.Context;
            var signals = new StepSignals(call.Read<string>(WorkflowPlan.InputProducer, Text));
            signals.Enter(context.StepId, context.Attempt);
            await signals.StayAsync(context.StepId, call.CancellationToken);
            string before = step == 0 ? "" : call.Read<string>(step - 1, Text) + " ";
            return $"{before}{context.StepId}/{context.Attempt}";
        }
    }
}

/// <summary>The same plans as a registry.</summary>
public sealed class ProcessRegistry : PerdureRegistry
{
    /// <inheritdoc/>
    public override IReadOnlyList<WorkflowPlan> Workflows => [ProcessPlans.Three];

    /// <inheritdoc/>
    public override IReadOnlyList<AgentDefinition> Agents => [];
}
