using System.Globalization;
using Perdure.Bench.Results;

namespace Perdure.Bench;

/// <summary>Tells whoever waits how far it is.</summary>
internal static class Progress
{
    private static readonly string[] Told = [Figure.RunsPerSecond, Figure.P50, Figure.P99, Figure.Seconds, Figure.KillToDone, Figure.FirstStep, Figure.StatementsPerSecond, Figure.ClientCpu, Figure.ServerCpu, Figure.LogBytes];

    public static void Say(string line) => Console.Error.WriteLine(line);

    public static void Tell(Pass pass)
    {
        var figures = Told.Where(pass.Figures.ContainsKey).Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} {pass.Figures[name]:G5}"));
        Say($"{pass.Workload} round {pass.Round}, {pass.Contestant}: {pass.Failure ?? string.Join(", ", figures)}{(pass.IsDisturbed ? "  (disturbed)" : "")}");
    }

    public static IProgress<int> Count(string what) => new Counting(what);

    private sealed class Counting(string what) : IProgress<int>
    {
        public void Report(int value) => Say(string.Create(CultureInfo.InvariantCulture, $"{value:N0} {what}"));
    }
}
