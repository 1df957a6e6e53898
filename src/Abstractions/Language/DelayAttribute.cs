namespace Perdure;

/// <summary>
/// Lets time pass before a step starts: a durable timer, set once everything is there that the step takes and its conditions are decided. It is set once a run: a crash, a retry or another worker
/// does not begin it anew. While nothing else of the run is under way, nobody holds it.
/// </summary>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class DelayAttribute : Attribute
{
    /// <summary>A wait that data decides on, named by <see cref="By"/>.</summary>
    public DelayAttribute()
    {
    }

    /// <summary>A wait that is always the same.</summary>
    /// <param name="duration">How long, as <c>"10m"</c>, <c>"1h30m"</c> or <c>"7d"</c>.</param>
    public DelayAttribute(string duration) => Duration = duration;

    /// <summary>How long, as a duration; null: <see cref="By"/> says it.</summary>
    public string? Duration { get; }

    /// <summary>
    /// A method of the workflow that says how long, as <c>nameof(Method)</c>. It takes data as a predicate does, and returns a <see cref="TimeSpan"/>, or a <see cref="DateTimeOffset"/> to wait until. It is
    /// asked once, when the step would start without it, and its answer is recorded. A time that has passed is no wait.
    /// </summary>
    public string? By { get; set; }
}
