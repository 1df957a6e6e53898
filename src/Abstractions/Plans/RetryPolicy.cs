namespace Perdure;

/// <summary>When a failed step is tried again.</summary>
/// <param name="maxAttempts">How many attempts may fail before the step has failed; from 1.</param>
public sealed class RetryPolicy(int maxAttempts)
{
    /// <summary>One attempt.</summary>
    public static RetryPolicy None { get; } = new(1);

    /// <summary>How many attempts may fail before the step has failed.</summary>
    public int MaxAttempts { get; } = maxAttempts;

    /// <summary>The wait before the second attempt.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The factor by which the wait grows; from 1.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.MaxValue;

    /// <summary>How far a wait is moved at random, as a part of itself, 0 to 1.</summary>
    public double Jitter { get; init; }

    /// <summary>Exceptions after which there is no further attempt.</summary>
    public IReadOnlyList<Type> NonRetryable { get; init; } = [];
}
