namespace Perdure.Planning;

/// <summary>A <c>[Signal]</c> as written.</summary>
/// <param name="Name">Its durable name.</param>
/// <param name="Timeout">How long the step waits, as written; null: without end.</param>
public sealed record SignalDescription(string Name, string? Timeout)
{
    /// <summary>Why nobody could send it, as the end of a message; null: nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>That a step waits for a message from outside.</summary>
/// <param name="Name">The signal's durable name.</param>
/// <param name="Parameter">The name of the parameter that takes it.</param>
/// <param name="Timeout">How long it waits; null: without end.</param>
/// <param name="IsOptional">Whether the parameter is null behind the time-out.</param>
public sealed record PlanSignal(string Name, string Parameter, TimeSpan? Timeout, bool IsOptional);
