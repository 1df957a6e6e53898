namespace Perdure;

/// <summary>On whose behalf an agent is called.</summary>
/// <param name="executionId">The id of the run.</param>
/// <param name="workflow">The workflow's name.</param>
/// <param name="stepId">The step's durable id.</param>
/// <param name="attempt">The number of this start of the step, from 1.</param>
/// <param name="idempotencyKey">The same text in every attempt.</param>
/// <param name="agent">The agent's name.</param>
public sealed class AgentContext(Guid executionId, string workflow, string stepId, int attempt, string idempotencyKey, string agent)
{
    /// <summary>The id of the run.</summary>
    public Guid ExecutionId { get; } = executionId;

    /// <summary>The workflow's name.</summary>
    public string Workflow { get; } = workflow;

    /// <summary>The step's durable id.</summary>
    public string StepId { get; } = stepId;

    /// <summary>The number of this start of the step, from 1.</summary>
    public int Attempt { get; } = attempt;

    /// <summary>A text that is the same in every attempt of the step. Hand it to systems that can drop a repeated request.</summary>
    public string IdempotencyKey { get; } = idempotencyKey;

    /// <summary>The agent's name in the registry.</summary>
    public string Agent { get; } = agent;
}
