namespace Perdure;

/// <summary>
/// On a declared step whose agent is a remote one that may ask back, as for an approval: the step waits for the answer, while nobody holds its run, and goes on with it. Waiting is no failed attempt. What is asked can be read from the run;
/// each question is answered by one message, in the order in which they were asked. It is sent with <c>WorkflowClient.SignalAsync</c> and the workflow's generated <c>Signals</c>; one that comes before the agent asks is kept. An answer that is not
/// what the agent asks for is told of, and the wait goes on.
/// </summary>
/// <typeparam name="TAnswer">What an answer is.</typeparam>
/// <param name="name">The durable name of the signal; null: the step's id in kebab-case.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OnInterruptAttribute<TAnswer>(string? name = null) : Attribute
{
    /// <summary>The durable name of the signal; null: the step's id in kebab-case.</summary>
    public string? Name { get; } = name;

    /// <summary>
    /// How long the step waits for the answers to what its agent asks, as <c>"7d"</c>; null: without end. It begins when the agent has asked, and a crash does not begin it anew. Behind it the remote work is stopped, and the step fails
    /// with a <see cref="TimeoutException"/>.
    /// </summary>
    public string? Timeout { get; set; }
}
