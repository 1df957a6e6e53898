namespace Perdure.Agents.A2A;

/// <summary>What an A2A agent can be asked.</summary>
internal enum A2AOperation
{
    /// <summary>Takes a message and answers when it has come to something.</summary>
    Send,

    /// <summary>Takes a message and tells of the work.</summary>
    Stream,

    /// <summary>A task as it is.</summary>
    Get,

    /// <summary>The tasks of a context; 1.0 alone.</summary>
    List,

    /// <summary>Tells on of a task that is at work.</summary>
    Subscribe,

    /// <summary>Stops a task.</summary>
    Cancel,
}
