namespace Perdure.Agents.Tests.Conformance;

/// <summary>An agent with an input that makes it do something certain.</summary>
/// <param name="Probe">The agent and its input.</param>
/// <param name="Expected">What it answers in the end; null where the case does not come to that.</param>
public sealed record Scenario(AgentProbe Probe, object? Expected = null)
{
    /// <summary>All words that it tells of on its way; null: the case does not look.</summary>
    public string? Words { get; init; }

    /// <summary>An answer that its question allows, as JSON.</summary>
    public string GoodAnswer { get; init; } = "true";

    /// <summary>An answer that its question's schema does not allow; null: the runtime gives no schema.</summary>
    public string? BadAnswer { get; init; }

    /// <summary>Whether a handle says that the server has the work, and not only that it is about to be sent it.</summary>
    public Func<AgentHandle, bool> IsAtWork { get; init; } = static _ => true;

    /// <summary>Where what does not fit stands, for a mismatch.</summary>
    public string Path { get; init; } = "$";

    public static Scenario Of<TIn, TOut>(IRemoteAgent<TIn, TOut> agent, TIn input, object? expected = null) => new(AgentProbe.Of(agent, input), expected);
}
