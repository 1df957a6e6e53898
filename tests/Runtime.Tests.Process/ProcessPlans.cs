namespace Perdure.Runtime.Tests.Process;

/// <summary>The plans that tests share with the processes that they start. The input is a folder in which steps say that they were entered, and look whether they are to stay.</summary>
public static class ProcessPlans
{
    private static readonly PayloadType Text = PayloadType.Of<string>();

    /// <summary>One, Two, Three: each gives its attempt behind what it took. Their starts are recorded before they run, so that a test knows which attempt is next.</summary>
    public static WorkflowPlan<string, string> Three { get; } = ThreeSteps("three-in-a-row", recordedFirst: true);

    /// <summary>The same of pure code: a start is recorded with its end, or a moment later.</summary>
    public static WorkflowPlan<string, string> ThreeOfCode { get; } = ThreeSteps("three-of-code", recordedFirst: false);

    /// <summary>Two short steps, of pure code and one that is recorded first, whose effects are lines in a file of their process. The result says what came through both.</summary>
    public static WorkflowPlan<string, string> Soak { get; } = new("soak", 1, new SoakRunner())
    {
        Input = Text,
        Output = Text,
        Steps =
        [
            new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = Text },
            new StepPlan("Two") { Inputs = [new StepInput("one", 0)], Level = 1, Output = Text, NotIdempotent = true },
        ],
        Result = 1,
    };

    /// <summary>One, and then Yes, or No where "verdict" is held when the predicate is asked; the result is the id and the attempt of the one that ran.</summary>
    public static WorkflowPlan<string, string> Deciding { get; } = new("deciding", 1, new DecidingRunner())
    {
        Input = Text,
        Output = Text,
        Predicates = [new PredicatePlan("Decide") { Inputs = [Folder] }],
        Steps =
        [
            new StepPlan("One") { Inputs = [Folder], Output = Text, NotIdempotent = true },
            new StepPlan("Yes") { Inputs = [new StepInput("before", 0)], Conditions = [new ConditionPlan(ConditionKind.When, 0)], Level = 1, Output = Text },
            new StepPlan("No") { Inputs = [new StepInput("before", 0)], Conditions = [new ConditionPlan(ConditionKind.Unless, 0)], Level = 1, Output = Text },
            new StepPlan("End") { Inputs = [new StepInput("one", 1) { Producers = [1, 2] }], Level = 2, Output = Text },
        ],
        Result = 3,
    };

    /// <summary>One step that starts by the hour.</summary>
    public static WorkflowPlan<None> Scheduled { get; } = new("scheduled", 1, new IdleRunner())
    {
        Steps = [new StepPlan("One")],
        Schedules = [new SchedulePlan("default", "0 * * * *")],
    };

    /// <summary>One step on a queue of one slot.</summary>
    public static WorkflowPlan<string, string> Queued { get; } = new("queued", 1, new SignallingRunner())
    {
        Input = Text,
        Output = Text,
        Steps = [new StepPlan("One") { Inputs = [Folder], Output = Text, Queue = new OnQueuePlan("press") }],
        Result = 0,
    };

    /// <summary>The folder that is the input of a run.</summary>
    private static StepInput Folder => new("folder", WorkflowPlan.InputProducer);

    private static WorkflowPlan<string, string> ThreeSteps(string name, bool recordedFirst) => new(name, 1, new SignallingRunner())
    {
        Input = Text,
        Output = Text,
        Steps =
        [
            new StepPlan("One") { Inputs = [Folder], Output = Text, NotIdempotent = recordedFirst },
            new StepPlan("Two") { Inputs = [Folder, new StepInput("before", 0)], Level = 1, Output = Text, NotIdempotent = recordedFirst },
            new StepPlan("Three") { Inputs = [Folder, new StepInput("before", 1)], Level = 2, Output = Text, NotIdempotent = recordedFirst },
        ],
        Result = 2,
    };

    private sealed class SoakRunner : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call)
        {
            Effects.Write(call.Context);
            return new($"{call.Read<string>(step - 1, Text)}{call.Context.StepId} ");
        }
    }

    private sealed class DecidingRunner : WorkflowRunner
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call)
        {
            if (step == 3) return call.Read<string>(call.Has(1) ? 1 : 2, Text);
            if (step > 0) return $"{call.Context.StepId}/{call.Context.Attempt}";
            var signals = new StepSignals(call.Read<string>(WorkflowPlan.InputProducer, Text));
            signals.Enter(call.Context.StepId, call.Context.Attempt);
            await signals.StayAsync(call.Context.StepId, call.CancellationToken);
            return "";
        }

        public override bool Test(int predicate, PlanCall call) => !new StepSignals(call.Read<string>(WorkflowPlan.InputProducer, Text)).IsHeld("verdict");
    }

    private sealed class IdleRunner : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => default;
    }

    private sealed class SignallingRunner : WorkflowRunner
    {
        public override async ValueTask<object?> RunAsync(int step, StepCall call)
        {
            StepContext context = call.Context;
            var signals = new StepSignals(call.Read<string>(WorkflowPlan.InputProducer, Text));
            signals.Enter(context.StepId, context.Attempt);
            signals.DieIfPoisoned(context.StepId);
            await signals.StayAsync(context.StepId, call.CancellationToken);
            string before = step == 0 ? "" : call.Read<string>(step - 1, Text) + " ";
            return $"{before}{context.StepId}/{context.Attempt}";
        }
    }
}

/// <summary>The same plans as a registry.</summary>
public sealed class ProcessRegistry : PerdureRegistry
{
    /// <summary>Lets the process have schedules too, where it is set: other tests want nothing that starts by itself.</summary>
    public const string SchedulesVariable = "PERDURE_TESTS_SCHEDULES";

    private static readonly bool HasSchedules = Environment.GetEnvironmentVariable(SchedulesVariable) is not null;

    /// <inheritdoc/>
    public override IReadOnlyList<WorkflowPlan> Workflows => [ProcessPlans.Three, ProcessPlans.ThreeOfCode, ProcessPlans.Soak, ProcessPlans.Deciding, ProcessPlans.Queued, WirePlans.Remote, .. TransactionPlans.All, .. HasSchedules ? [ProcessPlans.Scheduled] : Array.Empty<WorkflowPlan>()];

    /// <inheritdoc/>
    public override IReadOnlyList<AgentDefinition> Agents => [WirePlans.Definition];

    /// <inheritdoc/>
    public override IReadOnlyList<QueuePlan> Queues => [new QueuePlan("press") { Concurrency = 1 }];
}
