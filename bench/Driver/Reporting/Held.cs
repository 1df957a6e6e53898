using Perdure.Bench.Contests;
using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

/// <summary>What a held transaction does to a contestant's throughput.</summary>
internal static class Held
{
    /// <summary>The part of the throughput that is lost: the last third of the time that the transaction was held, against the passes before it.</summary>
    public static double? Loss(Measured measured, string contestant)
    {
        var before = Speed(measured, contestant, held: false);
        double[] during = [.. Passes(measured, contestant, held: true).Select(Speed)];
        var last = Spread.Of(during.TakeLast(Math.Max(1, during.Length / 3)));
        return 1 - (last?.Median / before?.Median);
    }

    /// <summary>The passes before it was opened, or while it was open.</summary>
    public static IEnumerable<Pass> Passes(Measured measured, string contestant, bool held) =>
        measured.Of(Workload.Held).Where(pass => pass.Contestant == contestant && pass[Figure.IsHeld] == (held ? 1 : 0));

    /// <summary>The speed before it was opened, or while it was open.</summary>
    public static Spread? Speed(Measured measured, string contestant, bool held) => Spread.Of(Passes(measured, contestant, held).Select(Speed));

    private static double Speed(Pass pass) => pass[Figure.RunsPerSecond]!.Value;
}
