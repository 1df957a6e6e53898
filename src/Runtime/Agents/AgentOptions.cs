namespace Perdure;

/// <summary>How steps of remote agents are driven.</summary>
public sealed class AgentOptions
{
    /// <summary>
    /// How often one turn is sent at most while the runtime says that it cannot take it now: it is not there, throttles, is busy or gives up waiting. None of that is a failed attempt, and [Retry] is not asked; one more time, and the try has failed.
    /// Default: 20, which with the waits between takes a little more than an hour.
    /// </summary>
    public int MaxSends { get; set; } = 20;

    /// <summary>The wait before a turn is sent for the second time; each further one is twice as long, and moved at random by a fifth. A runtime that asks to be left alone for longer, is. Default: 1 s.</summary>
    public TimeSpan ResendDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a turn is sent again, unless the runtime asks for a longer one. Default: 5 min.</summary>
    public TimeSpan MaxResendDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a run that ends waits for a runtime to say that it stops remote work. Default: 10 s.</summary>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many AGENT_PROGRESS events one attempt may leave: what a runtime tells beyond them stands in the stream of the run alone. Default: 100.</summary>
    public int MaxProgressEvents { get; set; } = 100;
}
