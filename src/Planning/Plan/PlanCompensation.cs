namespace Perdure.Planning;

/// <summary>How a step is undone.</summary>
/// <param name="Method">The method that undoes it, or the name of the agent that does.</param>
/// <param name="Arguments">One for each parameter of the method, in order.</param>
/// <param name="Retry">Its retry; null: none.</param>
/// <param name="Timeout">The longest time of an attempt; null: no limit.</param>
/// <param name="IncludesUnfinished">Whether a step that started and did not complete is undone as well.</param>
public sealed record PlanCompensation(string Method, EquatableArray<PlanArgument> Arguments, PlanRetry? Retry, TimeSpan? Timeout, bool IncludesUnfinished)
{
    /// <summary>The agent that undoes it; null: a method does.</summary>
    public PlanAgent? Agent { get; init; }

    /// <summary>How the agent's input is made from the arguments; null where a method undoes it.</summary>
    public PlanAgentInput? AgentInput { get; init; }
}
