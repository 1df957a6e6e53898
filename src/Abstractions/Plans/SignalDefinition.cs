using System.ComponentModel;

namespace Perdure;

/// <summary>A message that runs of a workflow take. Written by the generator, in the workflow's <c>Signals</c>.</summary>
/// <typeparam name="T">What it carries.</typeparam>
/// <param name="name">The durable name.</param>
/// <param name="type">How it travels.</param>
public sealed class SignalDefinition<T>(string name, PayloadType type)
{
    /// <summary>The durable name.</summary>
    public string Name { get; } = name;

    /// <summary>How it travels.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public PayloadType Type { get; } = type;

    /// <inheritdoc/>
    public override string ToString() => Name;
}
