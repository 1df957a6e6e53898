namespace Perdure.Checkpoints;

/// <summary>The waits between tries of what met somebody.</summary>
internal static class BackOff
{
    /// <summary>5 ms, doubled with each attempt, jittered so that those that met do not meet again.</summary>
    /// <param name="attempt">The number of the attempt that failed.</param>
    /// <param name="longest">The longest wait.</param>
    /// <param name="time">The clock of the wait.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Task WaitAsync(int attempt, TimeSpan longest, TimeProvider time, CancellationToken cancellationToken)
    {
        double milliseconds = Math.Min(longest.TotalMilliseconds, 5 * Math.Pow(2, Math.Min(attempt - 1, 20)));
        return Task.Delay(TimeSpan.FromMilliseconds(milliseconds * (0.5 + (Random.Shared.NextDouble() / 2))), time, cancellationToken);
    }
}
