namespace Perdure.Planning;

/// <summary>That runs take the recorded results of one another at a step.</summary>
/// <param name="TimeToLive">For how long a result is good.</param>
/// <param name="IsOfAgent">Whether results are shared by all steps that call the agent.</param>
/// <param name="Version">A text that is part of the key; null: none.</param>
public sealed record PlanCache(TimeSpan TimeToLive, bool IsOfAgent, string? Version)
{
    /// <summary>What the step takes other than whole results: the members and the literals. Part of the key, since of its producers only whole results are; null: nothing.</summary>
    public string? Takes { get; init; }
}
