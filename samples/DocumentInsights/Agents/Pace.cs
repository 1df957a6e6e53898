namespace Documents.Agents;

/// <summary>
/// How long each agent takes at least. The agents of this sample are done in a millisecond, a model takes seconds:
/// with <c>--slow</c> there is time to watch, and to kill the process in the middle.
/// </summary>
/// <param name="delay">How long.</param>
/// <param name="time">The clock.</param>
public sealed class Pace(TimeSpan delay, TimeProvider time)
{
    /// <summary>No delay.</summary>
    public static Pace Full { get; } = new(TimeSpan.Zero, TimeProvider.System);

    /// <summary>Waits that long.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(delay, time, cancellationToken);
}
