namespace Perdure.Runtime.Tests.Engine;

/// <summary>A monotonic clock that moves when a test says so.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long now = 1_000;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public void Advance(TimeSpan by) => now += by.Ticks;
}
