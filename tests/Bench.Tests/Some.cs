using Perdure.Bench.Reporting;
using Perdure.Bench.Results;

namespace Perdure.Bench.Tests;

/// <summary>Passes as tests want them.</summary>
internal static class Some
{
    public static Pass Pass(string workload, string contestant, int round, params (string Figure, double Value)[] figures) =>
        new(workload, contestant, round, DateTimeOffset.UnixEpoch, figures.ToDictionary(figure => figure.Figure, figure => figure.Value));

    public static Pass Speed(string contestant, int round, double runsPerSecond) => Pass("w1", contestant, round, (Figure.RunsPerSecond, runsPerSecond));

    public static Measured Measured(params Pass[] passes) => new(passes);
}
