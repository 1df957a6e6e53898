namespace Perdure;

/// <summary>What went wrong with a remote agent; what follows depends on it.</summary>
public enum AgentErrorKind
{
    /// <summary>Nobody answers, or says that it cannot now. The same turn is sent again.</summary>
    Unavailable,

    /// <summary>Too much was asked. The same turn is sent again, later.</summary>
    Throttled,

    /// <summary>The conversation is at other work. The same turn is sent again.</summary>
    Busy,

    /// <summary>The runtime gave up waiting. The same turn is sent again.</summary>
    Timeout,

    /// <summary>The runtime does not understand what it was sent. Sending it again cannot help.</summary>
    InvalidRequest,

    /// <summary>There is no such agent, or the conversation is gone.</summary>
    NotFound,

    /// <summary>The runtime does not let us in.</summary>
    Unauthorized,

    /// <summary>The answer was to a question that is not open.</summary>
    InterruptNotPending,

    /// <summary>The agent, or somebody beside it, said no.</summary>
    Rejected,

    /// <summary>The agent ran and failed: the step's policy decides on a new try.</summary>
    AgentFault,

    /// <summary>The agent's answer is not what its type says: the step's policy decides on a new try.</summary>
    OutputMismatch,

    /// <summary>It was sent, and what became of it cannot be known. A new try, unless the step is marked <see cref="NotIdempotentAttribute"/>.</summary>
    Ambiguous,
}

/// <summary>Why a remote agent has not answered.</summary>
/// <param name="Kind">What went wrong.</param>
/// <param name="Message">The runtime's words, or ours. Never a secret: it is stored as it is.</param>
public sealed record AgentError(AgentErrorKind Kind, string Message)
{
    /// <summary>How long the runtime wants to be left alone; null: it says nothing of it.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The runtime's own code; null: it gives none.</summary>
    public string? Code { get; init; }

    /// <summary>Whether the same turn can be sent again without harm: nothing of it was done.</summary>
    public bool IsTransient => Kind is AgentErrorKind.Unavailable or AgentErrorKind.Throttled or AgentErrorKind.Busy or AgentErrorKind.Timeout;

    /// <summary>Whether a new try may come to something else.</summary>
    public bool IsRetryable => IsTransient || Kind is AgentErrorKind.AgentFault or AgentErrorKind.OutputMismatch or AgentErrorKind.Ambiguous;
}

/// <summary>A remote agent has not answered.</summary>
/// <param name="agent">The agent's name.</param>
/// <param name="error">Why.</param>
/// <param name="cause">What was thrown underneath; null: nothing.</param>
public sealed class RemoteAgentException(string agent, AgentError error, Exception? cause = null) : Exception($"Agent '{agent}': {error.Message}", cause)
{
    /// <summary>The agent's name.</summary>
    public string Agent { get; } = agent;

    /// <summary>Why it has not answered.</summary>
    public AgentError Error { get; } = error;
}
