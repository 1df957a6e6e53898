namespace Perdure.Language.Tests.Workflows.Random;

/// <summary>The random plans, for a worker.</summary>
internal sealed class RandomRegistry : PerdureRegistry
{
    public override IReadOnlyList<WorkflowPlan> Workflows { get; } = [RandomChild.Plan, .. Enumerable.Range(0, RandomPlan.Seeds).Select(seed => RandomPlan.Of(seed).Plan)];

    public override IReadOnlyList<AgentDefinition> Agents => [];

    public override IReadOnlyList<QueuePlan> Queues { get; } = [new(RandomPlan.Queue) { Concurrency = 2 }];
}
