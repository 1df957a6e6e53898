using Perdure.Bench.Contests;
using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

/// <summary>What a held transaction does to throughput.</summary>
internal static class Held
{
    /// <summary>The part of the throughput that is lost: the last third of the time that the transaction was held, against the passes before it.</summary>
    public static double? Loss(Measured measured)
    {
        var before = Spread.Of(Speeds(measured, held: false));
        double[] during = [.. Speeds(measured, held: true)];
        var last = Spread.Of(during.TakeLast(Math.Max(1, during.Length / 3)));
        return 1 - (last?.Median / before?.Median);
    }

    /// <summary>The passes before it was opened, or while it was open.</summary>
    public static IEnumerable<Pass> Passes(Measured measured, bool held) => measured.Of(Workload.Held).Where(pass => pass[Figure.IsHeld] == (held ? 1 : 0));

    private static IEnumerable<double> Speeds(Measured measured, bool held) => Passes(measured, held).Select(pass => pass[Figure.RunsPerSecond]!.Value);
}
