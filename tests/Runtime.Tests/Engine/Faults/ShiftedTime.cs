namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>The clock of a machine whose time of day is wrong. What it measures, and its timers, are right.</summary>
internal sealed class ShiftedTime(TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
}
