namespace Perdure;

/// <summary>
/// Repeats a failed step. On a step; on an agent, as the default of its steps; or on a workflow, as the default of all its steps.
/// Without it a failed step is not repeated. An attempt that is lost with its worker is always repeated and does not count.
/// </summary>
/// <param name="maxAttempts">How many attempts may fail before the step has failed; from 1.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class RetryAttribute(int maxAttempts) : Attribute
{
    /// <summary>How many attempts may fail before the step has failed; from 1.</summary>
    public int MaxAttempts { get; } = maxAttempts;

    /// <summary>The wait before the second attempt, as a duration such as <c>"250ms"</c>, <c>"30s"</c> or <c>"1h30m"</c>. Default: <c>"1s"</c>.</summary>
    public string Delay { get; set; } = "1s";

    /// <summary>The factor by which the wait grows with each attempt; from 1. Default: 2.</summary>
    public double Factor { get; set; } = 2;

    /// <summary>The longest wait, as a duration. Default: <c>"5m"</c>.</summary>
    public string MaxDelay { get; set; } = "5m";

    /// <summary>How far a wait is moved at random, as a part of itself from 0 to 1, so that runs that failed together do not come back together. Default: 0.2.</summary>
    public double Jitter { get; set; } = 0.2;

    /// <summary>Exceptions (these types and those derived from them) after which there is no further attempt, beside <see cref="NonRetryableException"/>.</summary>
    public Type[] NonRetryable { get; set; } = [];
}
