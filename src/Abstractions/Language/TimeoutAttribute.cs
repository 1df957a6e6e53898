namespace Perdure;

/// <summary>
/// Limits the time of each attempt of a step. On a step; on an agent, as the default of its steps; or on a workflow, as the default of all its steps.
/// The attempt's <see cref="CancellationToken"/> is cancelled and the attempt fails with a <see cref="TimeoutException"/>, also where the code does not heed the token.
/// </summary>
/// <param name="perAttempt">A duration such as <c>"250ms"</c>, <c>"30s"</c> or <c>"1h30m"</c>.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class, Inherited = false)]
public sealed class TimeoutAttribute(string perAttempt) : Attribute
{
    /// <summary>The longest time of one attempt, as a duration.</summary>
    public string PerAttempt { get; } = perAttempt;
}
