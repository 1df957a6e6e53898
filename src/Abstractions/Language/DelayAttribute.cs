namespace Perdure;

/// <summary>
/// Lets time pass before a step starts: a durable timer, set once everything is there that the step takes and its conditions are decided. It is set once a run: a crash, a retry or another worker
/// does not begin it anew. While nothing else of the run is under way, nobody holds it.
/// </summary>
/// <param name="duration">How long, as <c>"10m"</c>, <c>"1h30m"</c> or <c>"7d"</c>.</param>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DelayAttribute(string duration) : Attribute
{
    /// <summary>How long, as a duration.</summary>
    public string Duration { get; } = duration;
}
