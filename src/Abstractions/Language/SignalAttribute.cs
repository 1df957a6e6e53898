namespace Perdure;

/// <summary>
/// Lets a parameter take a message from outside: the step waits until one has come, from a person or a system, while nobody holds its run. A message that comes before the step waits is kept. Several of one name are taken in
/// the order in which they came, each once. A mapped step takes one before its first item, for all of them; a repeated one takes one in each round. It is sent with <c>WorkflowClient.SignalAsync</c> and the workflow's generated <c>Signals</c>.
/// </summary>
/// <param name="name">The signal's durable name; null: the parameter's in kebab-case.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class SignalAttribute(string? name = null) : Attribute
{
    /// <summary>The signal's durable name; null: the parameter's in kebab-case.</summary>
    public string? Name { get; } = name;

    /// <summary>
    /// How long the step waits, as <c>"7d"</c>; null: without end. It begins when the step begins to wait, and a crash does not begin it anew. Behind it a nullable parameter takes null, and a step with another one fails with a
    /// <see cref="TimeoutException"/>.
    /// </summary>
    public string? Timeout { get; set; }
}
