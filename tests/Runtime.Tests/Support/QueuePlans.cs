namespace Perdure.Runtime.Tests.Support;

/// <summary>Plans of steps on queues, written by hand, and the registry that declares the queues.</summary>
internal static class QueuePlans
{
    /// <summary>A workflow of one step on a queue, whose key is the part of its input before a colon.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="queue">The queue.</param>
    /// <param name="run">The step.</param>
    /// <param name="hasKey">Whether slots have a key.</param>
    /// <param name="retry">Its retry.</param>
    public static WorkflowPlan<string, string> Single(string name, string queue, Func<StepCall, ValueTask<object?>> run, bool hasKey = false, RetryPolicy? retry = null) =>
        new(name, 1, new QueueRunner((_, call) => run(call), KeyOf)) { Input = TestPlan.Text, Output = TestPlan.Text, Steps = [On("One", queue, hasKey, retry)], Result = 0 };

    /// <summary>A workflow whose key fails, or is what a test says.</summary>
    public static WorkflowPlan<string, string> Keyed(string name, string queue, Func<string, string?> key) =>
        new(name, 1, new QueueRunner(static (_, call) => new(call.Take()), key)) { Input = TestPlan.Text, Output = TestPlan.Text, Steps = [On("One", queue, hasKey: true)], Result = 0 };

    /// <summary>A workflow that maps texts, each item on a queue.</summary>
    public static WorkflowPlan<string[], string[]> Map(string name, string queue, Func<StepCall, ValueTask<object?>> run, bool hasKey = false, MapPlan? map = null, RetryPolicy? retry = null) =>
        new(name, 1, new QueueRunner((_, call) => run(call), KeyOf))
        {
            Input = PayloadType.Of<string[]>(),
            Output = PayloadType.Of<string[]>(),
            Steps =
            [
                new StepPlan("Each")
                {
                    Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
                    Output = TestPlan.Text,
                    Map = map ?? new MapPlan(WorkflowPlan.InputProducer) { MaxParallel = 1_000 },
                    Queue = new OnQueuePlan(queue) { Key = hasKey ? "Key" : null },
                    Retry = retry ?? RetryPolicy.None,
                },
            ],
            Result = 0,
        };

    /// <summary>A step on a queue that takes the input of the workflow.</summary>
    public static StepPlan On(string id, string queue, bool hasKey = false, RetryPolicy? retry = null) => new(id)
    {
        Inputs = [new StepInput("text", WorkflowPlan.InputProducer)],
        Output = TestPlan.Text,
        Retry = retry ?? RetryPolicy.None,
        Queue = new OnQueuePlan(queue) { Key = hasKey ? "Key" : null },
    };

    /// <summary>Declares queues to a host.</summary>
    public static Action<PerdureBuilder> Declare(params QueuePlan[] queues) => perdure => perdure.Add(new QueueRegistry(queues));

    private static string? KeyOf(string text) => text.Split(':')[0];

    private sealed class QueueRunner(Func<int, StepCall, ValueTask<object?>> run, Func<string, string?> key) : WorkflowRunner
    {
        public override ValueTask<object?> RunAsync(int step, StepCall call) => run(step, call);

        public override string? GetQueueKey(int step, PlanCall call) =>
            key(call.Has(WorkflowPlan.ItemProducer) ? call.Read<string>(WorkflowPlan.ItemProducer, TestPlan.Text) : call.Read<string>(WorkflowPlan.InputProducer, TestPlan.Text));
    }

    private sealed class QueueRegistry(QueuePlan[] queues) : PerdureRegistry
    {
        public override IReadOnlyList<WorkflowPlan> Workflows => [];

        public override IReadOnlyList<AgentDefinition> Agents => [];

        public override IReadOnlyList<QueuePlan> Queues => queues;
    }
}
