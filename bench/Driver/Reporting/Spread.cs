namespace Perdure.Bench.Reporting;

/// <summary>The least, the middle and the most of some values.</summary>
internal readonly record struct Spread(double Least, double Median, double Most)
{
    /// <summary>The spread of values; null where there is none.</summary>
    public static Spread? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        var middle = sorted.Length / 2;
        return new Spread(sorted[0], sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[^1]);
    }
}
