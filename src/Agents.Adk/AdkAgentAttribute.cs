namespace Perdure;

/// <summary>
/// An app on a Google ADK API server: <c>[AdkAgent("desk")]</c> on a partial class that declares <see cref="IAgent{TIn,TOut}"/>. Where the server is comes from the host's configuration, <c>Perdure:Agents:Adk</c>.
/// <para>
/// ADK runs on when a worker lets go, cannot be stopped, and marks no run as ended: what became of a run is read from its session, where the app's structure or <see cref="OutputNode"/> says which event is the last.
/// </para>
/// </summary>
/// <param name="app">The app's name.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
[AgentRuntime(typeof(AdkConnector), AgentAbilities.Stream | AgentAbilities.Interrupt | AgentAbilities.Reattach | AgentAbilities.IdempotentStart)]
public sealed class AdkAgentAttribute(string app) : RemoteAgentAttribute
{
    /// <summary>The app's name.</summary>
    public string App { get; } = app;

    /// <summary>The name of the endpoint in the configuration. Default: <c>default</c>.</summary>
    public string Endpoint { get; set; } = AdkOptions.DefaultEndpoint;

    /// <summary>The agent or node whose answer is the app's; null: whichever answers last. Named for an app of several agents, its runs are found to have ended after a crash as well; it has to answer once in a run, since in a loop its first answer would count then.</summary>
    public string? OutputNode { get; set; }

    /// <summary>How long a session lives. Default: for one try, so that the next begins anew.</summary>
    public ConversationScope Scope { get; set; } = ConversationScope.Try;
}
