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

    /// <summary>
    /// What a status that is no success says of a message that has effects. A server that fails, or a gateway for somebody behind it, does not say that the message was not taken; one that says when to come again does.
    /// The runtime's own words in the body come first, and are not asked for here.
    /// </summary>
    public static AgentFailure Refusal(HttpResponseMessage response, AgentError error, Effect effect) => effect == Effect.Possible && MayBeTaken(response)
        ? new ConnectionCut(error with { Kind = AgentErrorKind.Ambiguous })
        : new AgentFailure(error);

    private static bool MayBeTaken(HttpResponseMessage response) => (int)response.StatusCode switch
    {
        503 => response.Headers.RetryAfter is null,
        408 or >= 500 => true,
        _ => false,
    };
}
