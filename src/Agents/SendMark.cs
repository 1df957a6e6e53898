namespace Perdure.Agents;

/// <summary>
/// What is known of a message that cannot be sent twice. A handle of the turn is told, and so committed, <em>before</em> the message leaves: a turn that comes again without one was never sent, and one with a handle perhaps. Where
/// the message was refused, and so not taken, the handle is told once more with that mark.
/// </summary>
internal static class SendMark
{
    private const string Withdrawn = "not sent";

    /// <summary>Whether this turn's message may have been taken before.</summary>
    public static bool MayBeSent<TIn>(AgentRequest<TIn> request) => request.Handle is { } handle && handle.Turn == request.Id.Turn && handle.Cursor != Withdrawn;

    /// <summary>The handle of a message that was not taken.</summary>
    public static AgentHandle Withdraw(AgentHandle handle) => handle with { Cursor = Withdrawn };

    /// <summary>What a status that is no success says of a message that has effects: one that a gateway gives for somebody behind it does not say that the message was not taken.</summary>
    public static AgentFailure Refusal(HttpResponseMessage response, AgentError error, Effect effect) => effect == Effect.Possible && (int)response.StatusCode is 500 or 502 or 504 or 408
        ? new ConnectionCut(error with { Kind = AgentErrorKind.Ambiguous })
        : new AgentFailure(error);
}
