namespace Perdure.Language.Tests.Workflows.Agents;

/// <summary>An agent at a desk whose work outlives workers: it is found again, joined, and stopped.</summary>
/// <param name="role">Who works there.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[AgentRuntime(typeof(DeskConnector), AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Cancel | AgentAbilities.Reattach | AgentAbilities.IdempotentStart | AgentAbilities.ResumeFailed)]
public sealed class DeskAgentAttribute(string role) : RemoteAgentAttribute
{
    /// <summary>Who works there.</summary>
    public string Role { get; } = role;

    /// <summary>What is asked before it is done; null: nothing.</summary>
    public string? Asks { get; set; }
}

/// <summary>An agent that is written to: nobody can tell whether a letter was lost, or its answer.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[AgentRuntime(typeof(LetterConnector), AgentAbilities.None)]
public sealed class LetterAgentAttribute : RemoteAgentAttribute;

/// <summary>An agent that is rung up: ringing twice does harm, and whoever says beforehand which number he rings can look whether it was rung.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[AgentRuntime(typeof(CallConnector), AgentAbilities.Reattach | AgentAbilities.TellsBeforeSending)]
public sealed class CallAgentAttribute : RemoteAgentAttribute;

/// <summary>Connects agents at desks.</summary>
/// <param name="connectionString">Where the desks are.</param>
public sealed class DeskConnector(string connectionString) : IAgentConnector<DeskAgentAttribute>
{
    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(DeskAgentAttribute attribute, RemoteAgentTypes types) => new DeskAgent<TIn, TOut>(new Desks(connectionString), attribute, types);
}

/// <summary>Connects agents that are written to.</summary>
/// <param name="connectionString">Where their letters are.</param>
public sealed class LetterConnector(string connectionString) : IAgentConnector<LetterAgentAttribute>
{
    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(LetterAgentAttribute attribute, RemoteAgentTypes types) => new LetterAgent<TIn, TOut>(new Desks(connectionString), types);
}

/// <summary>Connects agents that are rung up.</summary>
/// <param name="connectionString">Where their calls are.</param>
public sealed class CallConnector(string connectionString) : IAgentConnector<CallAgentAttribute>
{
    /// <inheritdoc/>
    public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(CallAgentAttribute attribute, RemoteAgentTypes types) => new CallAgent<TIn, TOut>(new Desks(connectionString), types);
}
