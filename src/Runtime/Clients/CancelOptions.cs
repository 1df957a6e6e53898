namespace Perdure;

/// <summary>How a run is asked to end.</summary>
public sealed record CancelOptions
{
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(1);

    /// <summary>
    /// How long the run has to end by itself, from zero to a day; then it is terminated, whoever holds it. It is the caller that waits: where its process ends before, the run has been asked to end
    /// all the same, and is not terminated. Null: it is asked and nothing more.
    /// </summary>
    public TimeSpan? GracePeriod { get; init; }

    internal void Validate()
    {
        if (GracePeriod < TimeSpan.Zero || GracePeriod > LongestGrace) throw new ArgumentException($"CancelOptions.GracePeriod is {GracePeriod}: it goes from zero to a day");
    }
}
