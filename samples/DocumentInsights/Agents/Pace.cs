namespace Documents.Agents;

/// <summary>
/// How long the agents take at least. Those of this sample are done in a millisecond, a model takes seconds:
/// with <c>--slow</c> there is time to watch, and to kill the process in the middle.
/// </summary>
/// <param name="beat">What each agent takes once or several times.</param>
/// <param name="time">The clock.</param>
public sealed class Pace(TimeSpan beat, TimeProvider time)
{
    /// <summary>No delay.</summary>
    public static Pace Full { get; } = new(TimeSpan.Zero, TimeProvider.System);

    /// <summary>Waits.</summary>
    /// <param name="beats">How often the beat.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task WaitAsync(int beats, CancellationToken cancellationToken) => Task.Delay(beat * beats, time, cancellationToken);
}
