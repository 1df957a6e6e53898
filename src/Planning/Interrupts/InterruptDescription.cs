namespace Perdure.Planning;

/// <summary>An <c>[OnInterrupt]</c> as written.</summary>
/// <param name="Name">The durable name of the signal that carries the answers.</param>
/// <param name="Answer">What an answer is.</param>
/// <param name="Timeout">How long the step waits, as written; null: without end.</param>
public sealed record InterruptDescription(string Name, TypeDescription Answer, string? Timeout)
{
    /// <summary>Why nobody could send such an answer, as the end of a message; null: nothing.</summary>
    public string? Problem { get; init; }
}

/// <summary>That the agent of a step may ask back.</summary>
/// <param name="Signal">The durable name of the signal that carries the answers.</param>
/// <param name="Answer">What an answer is.</param>
/// <param name="Timeout">How long it waits; null: without end.</param>
public sealed record PlanInterrupt(string Signal, TypeDescription Answer, TimeSpan? Timeout);
