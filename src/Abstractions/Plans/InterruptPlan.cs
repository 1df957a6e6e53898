namespace Perdure;

/// <summary>That the agent of a declared step may ask back, and by what it is answered.</summary>
/// <param name="signal">The durable name of the signal that carries the answers, one message each.</param>
/// <param name="answer">What an answer is.</param>
public sealed class InterruptPlan(string signal, PayloadType answer)
{
    /// <summary>The durable name of the signal that carries the answers, one message each.</summary>
    public string Signal { get; } = signal;

    /// <summary>What an answer is. One that was sent from elsewhere, as from SQL, has to be readable as it.</summary>
    public PayloadType Answer { get; } = answer;

    /// <summary>How long it is waited for the answers to what the agent asks in one turn; null: without end.</summary>
    public TimeSpan? Timeout { get; init; }
}
