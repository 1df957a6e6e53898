namespace Perdure;

/// <summary>A method of the workflow that says how long a step waits before its first attempt. Written by the generator.</summary>
/// <param name="id">The method's name.</param>
public sealed class DelayPlan(string id)
{
    /// <summary>The method's name.</summary>
    public string Id { get; } = id;

    /// <summary>Where its parameters come from.</summary>
    public IReadOnlyList<StepInput> Inputs { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>What such a method says: a time from now on, or an instant.</summary>
public readonly record struct DelayAnswer
{
    private DelayAnswer(TimeSpan? duration, DateTimeOffset? instant) => (Duration, Instant) = (duration, instant);

    /// <summary>How long to wait; null: until an instant.</summary>
    public TimeSpan? Duration { get; }

    /// <summary>Until when to wait; null: for a time.</summary>
    public DateTimeOffset? Instant { get; }

    /// <summary>A wait for a time.</summary>
    public static DelayAnswer For(TimeSpan duration) => new(duration, null);

    /// <summary>A wait until an instant.</summary>
    public static DelayAnswer Until(DateTimeOffset instant) => new(null, instant);
}
