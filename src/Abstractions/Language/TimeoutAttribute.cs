namespace Perdure;

/// <summary>
/// Limits the time of a step: of each attempt, and by <see cref="Total"/> of all of them together. On a step; on an agent, as the default of its steps; or on a workflow, as the default of all its
/// steps. The attempt's <see cref="CancellationToken"/> is cancelled and the attempt fails with a <see cref="TimeoutException"/>, also where the code does not heed the token.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class TimeoutAttribute : Attribute
{
    /// <summary>Limits all attempts together, by <see cref="Total"/> alone.</summary>
    public TimeoutAttribute()
    {
    }

    /// <summary>Limits each attempt.</summary>
    /// <param name="perAttempt">A duration such as <c>"250ms"</c>, <c>"30s"</c> or <c>"1h30m"</c>.</param>
    public TimeoutAttribute(string perAttempt) => PerAttempt = perAttempt;

    /// <summary>The longest time of one attempt, as a duration; null: an attempt by itself has no limit.</summary>
    public string? PerAttempt { get; }

    /// <summary>
    /// The longest time of all attempts together, the pauses between them included, as a duration; null: they have no limit. It counts from the start of the first attempt, goes on while no worker is
    /// there, and is that of each item of a mapped step and of each round of a repeated one. When it is over the step has failed for good, with a <see cref="TimeoutException"/>.
    /// </summary>
    public string? Total { get; set; }
}
