namespace Perdure.Bench.Results;

/// <summary>One measurement.</summary>
/// <param name="Workload">What was done.</param>
/// <param name="Contestant">Who did it.</param>
/// <param name="Round">In which round; comparisons are made within one.</param>
/// <param name="At">When it ended.</param>
/// <param name="Figures">What was measured, by the names of <see cref="Figure"/>.</param>
internal sealed record Pass(string Workload, string Contestant, int Round, DateTimeOffset At, IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>The kernel counts CPU in hundredths of a second: of a shorter pass than this they say nothing.</summary>
    private const double LongEnough = 1;

    /// <summary>How many cores others may use, and how many the host may withhold, before a pass counts as disturbed.</summary>
    private const double Quiet = 0.15;

    /// <summary>Why there are no figures; null where there are.</summary>
    public string? Failure { get; init; }

    /// <summary>Whether something else used the machine meanwhile.</summary>
    public bool IsDisturbed => this[Figure.Seconds] >= LongEnough && (this[Figure.Others] > Quiet || this[Figure.Stolen] > Quiet);

    /// <summary>A figure; null where it was not measured.</summary>
    public double? this[string figure] => Figures.TryGetValue(figure, out var value) ? value : null;
}
