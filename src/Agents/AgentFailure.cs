namespace Perdure.Agents;

/// <summary>What goes wrong in an adapter, classified. Its base class makes the last event of it.</summary>
internal class AgentFailure(AgentError error, Exception? cause = null) : Exception(error.Message, cause)
{
    public AgentFailure(AgentErrorKind kind, string message, Exception? cause = null)
        : this(new AgentError(kind, message), cause)
    {
    }

    public AgentError Error { get; } = error;
}

/// <summary>The connection broke, or stayed silent for too long, after a request was sent: whether it was heard is not known. An adapter that can look for its work catches it, and looks.</summary>
internal sealed class ConnectionCut(AgentError error, Exception? cause = null) : AgentFailure(error, cause);
