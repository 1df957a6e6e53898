using Perdure.Bench.Results;

namespace Perdure.Bench.Reporting;

/// <summary>The passes of a run, and what can be asked of them.</summary>
/// <param name="passes">The passes.</param>
internal sealed class Measured(IReadOnlyList<Pass> passes)
{
    public IReadOnlyList<Pass> All => passes;

    /// <summary>The passes of a workload that have figures.</summary>
    public IEnumerable<Pass> Of(string workload) => passes.Where(pass => pass.Workload == workload && pass.Failure is null);

    /// <summary>Who took part in a workload, in the order in which they were measured.</summary>
    public IReadOnlyList<string> Contestants(string workload) => [.. passes.Where(pass => pass.Workload == workload).Select(pass => pass.Contestant).Distinct()];

    /// <summary>The spread of a figure over all rounds.</summary>
    public Spread? Of(string workload, string contestant, string figure) => Of(workload, contestant, pass => pass[figure]);

    /// <summary>The spread of what follows from a pass.</summary>
    public Spread? Of(string workload, string contestant, Func<Pass, double?> value) =>
        Spread.Of(Of(workload).Where(pass => pass.Contestant == contestant).Select(value).OfType<double>());

    /// <summary>
    /// How many times the figure of one contestant is that of another: a ratio for each round in which both were
    /// measured, for within a round the machine was the same to both.
    /// </summary>
    public Spread? Ratio(string workload, string figure, string one, string other)
    {
        var others = Of(workload).Where(pass => pass.Contestant == other && pass[figure] > 0).ToLookup(pass => pass.Round, pass => pass[figure]!.Value);
        return Spread.Of(Of(workload)
            .Where(pass => pass.Contestant == one && pass[figure] is not null)
            .SelectMany(pass => others[pass.Round].Take(1).Select(value => pass[figure]!.Value / value)));
    }

    /// <summary>How many passes something disturbed.</summary>
    public int Disturbed => passes.Count(pass => pass.IsDisturbed);
}
