namespace Perdure;

/// <summary>That a step waits for a message from outside.</summary>
/// <param name="name">The signal's durable name.</param>
/// <param name="parameter">The parameter that takes it.</param>
public sealed class SignalPlan(string name, string parameter)
{
    /// <summary>The signal's durable name.</summary>
    public string Name { get; } = name;

    /// <summary>The parameter that takes it.</summary>
    public string Parameter { get; } = parameter;

    /// <summary>How long the step waits; null: without end.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether the parameter is null behind the time-out; if not, the step fails.</summary>
    public bool IsOptional { get; init; }
}
