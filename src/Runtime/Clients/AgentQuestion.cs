namespace Perdure;

/// <summary>Something that the agent of a step asks, and that nobody has answered yet: what a page for approvals shows.</summary>
/// <param name="StepId">The durable id of the step.</param>
/// <param name="Item">Of a mapped step: which item, from 1; 0: the step is not mapped.</param>
/// <param name="Round">Of a repeated step: which round, from 1; 0: the step is not repeated.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="Signal">The durable name of the signal that answers it.</param>
/// <param name="Asked">What is asked: the runtime's id of it, its kind, what to show, what the agent hands over, and what an answer has to look like.</param>
/// <param name="AskedAt">When it was asked, by the database's clock.</param>
/// <param name="AnswerBy">Until when it can be answered; null: without end.</param>
public sealed record AgentQuestion(string StepId, int Item, int Round, string Agent, string Signal, AgentInterrupt Asked, DateTimeOffset AskedAt, DateTimeOffset? AnswerBy)
{
    /// <summary>What an answer names it by: no other question of the run has it, whatever ids the runtime gives.</summary>
    public required string Id { get; init; }
}
