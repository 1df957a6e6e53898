namespace Perdure;

/// <summary>What a remote agent tells while it is at work. <see cref="Started"/> comes first, unless the work fails before, and again whenever more is known of where the work is; exactly one of <see cref="Completed"/>, <see cref="Interrupted"/> and <see cref="Failed"/> comes last.</summary>
/// <typeparam name="TOut">What the agent returns.</typeparam>
public abstract record AgentEvent<TOut>
{
    private AgentEvent()
    {
    }

    /// <summary>The remote side has the work, or is about to be sent it. What cannot be sent twice is told of before it leaves: of a turn that comes again without a handle it is known that nothing was sent.</summary>
    /// <param name="Handle">Where it is found again; it takes the place of one that was told before. The next event is not asked for before this is committed.</param>
    public sealed record Started(AgentHandle Handle) : AgentEvent<TOut>;

    /// <summary>A piece of the answer's text.</summary>
    /// <param name="Text">The piece, as it comes.</param>
    /// <param name="Source">The node that it comes from; null: unknown.</param>
    public sealed record Delta(string Text, string? Source) : AgentEvent<TOut>;

    /// <summary>A node or tool of the agent has come to something.</summary>
    /// <param name="Node">The node or tool; null: unknown.</param>
    /// <param name="Kind">What happened, in the runtime's word.</param>
    /// <param name="Data">What the runtime says of it, as JSON; null: nothing.</param>
    public sealed record Progress(string? Node, string Kind, string? Data) : AgentEvent<TOut>;

    /// <summary>It has answered.</summary>
    /// <param name="Output">The answer.</param>
    /// <param name="Usage">What it took; null: the runtime says nothing of it.</param>
    public sealed record Completed(TOut Output, AgentUsage? Usage = null) : AgentEvent<TOut>;

    /// <summary>It asks back, and goes on when all is answered.</summary>
    /// <param name="Interrupts">What it asks; at least one.</param>
    /// <param name="Handle">Where the waiting work is found.</param>
    public sealed record Interrupted(IReadOnlyList<AgentInterrupt> Interrupts, AgentHandle Handle) : AgentEvent<TOut>;

    /// <summary>It has failed, or what became of it is not known.</summary>
    /// <param name="Error">Why.</param>
    public sealed record Failed(AgentError Error) : AgentEvent<TOut>;
}

/// <summary>What an answer took.</summary>
/// <param name="Model">The model; null: unknown, or several.</param>
/// <param name="InputTokens">The tokens read.</param>
/// <param name="OutputTokens">The tokens written.</param>
public sealed record AgentUsage(string? Model, long InputTokens, long OutputTokens);
