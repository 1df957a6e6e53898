namespace Perdure;

/// <summary>When a failed step is tried again.</summary>
/// <param name="maxAttempts">How many attempts may fail before the step has failed; from 1.</param>
/// <param name="delay">The wait before the second attempt.</param>
/// <param name="factor">The factor by which the wait grows; from 1.</param>
/// <param name="maxDelay">The longest wait.</param>
/// <param name="jitter">How far a wait is moved at random, as a part of itself, 0 to 1.</param>
/// <param name="nonRetryable">Exceptions after which there is no further attempt.</param>
public sealed class RetryPolicy(int maxAttempts, TimeSpan delay, double factor, TimeSpan maxDelay, double jitter, IReadOnlyList<Type> nonRetryable)
{
    /// <summary>One attempt.</summary>
    public static RetryPolicy None { get; } = new(1, TimeSpan.Zero, 1, TimeSpan.Zero, 0, []);

    /// <summary>How many attempts may fail before the step has failed.</summary>
    public int MaxAttempts { get; } = maxAttempts;

    /// <summary>The wait before the second attempt.</summary>
    public TimeSpan Delay { get; } = delay;

    /// <summary>The factor by which the wait grows.</summary>
    public double Factor { get; } = factor;

    /// <summary>The longest wait.</summary>
    public TimeSpan MaxDelay { get; } = maxDelay;

    /// <summary>How far a wait is moved at random, as a part of itself.</summary>
    public double Jitter { get; } = jitter;

    /// <summary>Exceptions after which there is no further attempt.</summary>
    public IReadOnlyList<Type> NonRetryable { get; } = nonRetryable;
}
