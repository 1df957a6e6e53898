namespace Perdure.Embedded;

/// <summary>One span of time that several waits share.</summary>
internal sealed class Deadline(TimeSpan timeout, TimeProvider time)
{
    private readonly long start = time.GetTimestamp();

    public TimeSpan Timeout => timeout;

    public TimeSpan Remaining => timeout - time.GetElapsedTime(start) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    public bool IsOver => Remaining == TimeSpan.Zero;

    public Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) => Task.Delay(pause, time, cancellationToken);
}
