namespace Perdure;

/// <summary>
/// Lets starts that come in quick succession become one run: under the same <see cref="StartOptions.Key"/>, each start replaces the input of the run that has not begun, and puts off its beginning. Once a
/// worker has taken it up, the next start is another run.
/// </summary>
/// <param name="quiet">How long no further start must come before the run begins; more than zero, and at most ten years.</param>
public sealed class Debounce(TimeSpan quiet)
{
    /// <summary>How long no further start must come before the run begins.</summary>
    public TimeSpan Quiet { get; } = quiet;

    /// <summary>How long the run is put off at most, counted from its first start: at least <see cref="Quiet"/>, and at most ten years. Default: ten years.</summary>
    public TimeSpan AtMost { get; init; } = StartOptions.LongestDelay;

    internal string? FindProblem() =>
        Quiet <= TimeSpan.Zero || Quiet > StartOptions.LongestDelay ? $"StartOptions.Debounce is to be quiet for {Quiet}: it is more than zero and at most ten years"
        : AtMost < Quiet || AtMost > StartOptions.LongestDelay ? $"StartOptions.Debounce puts off for {AtMost} at most: it is at least the {Quiet} that are to be quiet, and at most ten years"
        : null;
}
