namespace Perdure.Bench.Charts;

/// <summary>Where a value lies on an axis, from 0 to 1.</summary>
/// <param name="Least">The value at the beginning.</param>
/// <param name="Most">The value at the end.</param>
/// <param name="IsLogarithmic">Whether equal distances are equal ratios.</param>
/// <param name="Ticks">The values that are written at it.</param>
internal sealed record Scale(double Least, double Most, bool IsLogarithmic, IReadOnlyList<double> Ticks)
{
    /// <summary>So far apart, bars of one length would be too short to see.</summary>
    private const double Far = 30;

    private const int LinearTicks = 4;

    /// <summary>A scale that fits some values: logarithmic where they are far apart.</summary>
    public static Scale For(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => value > 0).Order()];
        return sorted.Length == 0 ? Linear(1) : sorted[^1] / sorted[0] > Far ? Logarithmic(sorted[0], sorted[^1]) : Linear(sorted[^1]);
    }

    public static Scale Linear(double most)
    {
        var step = Step(most / LinearTicks);
        double[] ticks = [.. Enumerable.Range(0, (int)Math.Ceiling(most / step) + 1).Select(tick => tick * step)];
        return new Scale(0, ticks[^1], IsLogarithmic: false, ticks);
    }

    public double At(double value) => IsLogarithmic
        ? value <= 0 ? 0 : Math.Clamp((Math.Log10(value) - Math.Log10(Least)) / (Math.Log10(Most) - Math.Log10(Least)), 0, 1)
        : Math.Clamp((value - Least) / (Most - Least), 0, 1);

    private static Scale Logarithmic(double least, double most)
    {
        // A bar of the least value is to be seen, so the axis begins below it.
        var first = (int)Math.Floor(Math.Log10(least * 0.7));
        var last = (int)Math.Ceiling(Math.Log10(most));
        double[] ticks = [.. Enumerable.Range(first, last - first + 1).Select(power => Math.Pow(10, power))];
        return new Scale(ticks[0], ticks[^1], IsLogarithmic: true, ticks);
    }

    /// <summary>The next of 1, 2, 5, 10, 20 …</summary>
    private static double Step(double atLeast)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(atLeast)));
        double[] steps = [1, 2, 5, 10];
        return steps.First(step => step * power >= atLeast * 0.999) * power;
    }
}
