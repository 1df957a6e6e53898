namespace Perdure;

/// <summary>What agents of a runtime are able to do. The compiler compares it with how steps use them.</summary>
[Flags]
public enum AgentAbilities
{
    /// <summary>They answer, and nothing more.</summary>
    None = 0,

    /// <summary>They tell of tokens or of progress while they are at work.</summary>
    Stream = 1,

    /// <summary>They can ask back and wait for the answer.</summary>
    Interrupt = 2,

    /// <summary>Their work can be stopped from outside.</summary>
    Cancel = 4,

    /// <summary>Work that was let go of can be found and read on.</summary>
    Reattach = 8,

    /// <summary>The same work sent twice is done once.</summary>
    IdempotentStart = 16,

    /// <summary>Work that failed goes on from where it came to.</summary>
    ResumeFailed = 32,

    /// <summary>A handle is told of before anything is sent: of a turn that comes again without one it is known that nothing was sent. See <c>AgentEvent&lt;TOut&gt;.Started</c>.</summary>
    TellsBeforeSending = 64,
}
