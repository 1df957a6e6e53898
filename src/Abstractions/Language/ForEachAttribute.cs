namespace Perdure;

/// <summary>
/// Runs the step once for each item of a collection: each run is recorded, retried and timed by itself. The parameter takes one item; the other parameters get their whole value in each.
/// What the step returns is then a collection, in the order of the items. Several parameters take items side by side, item n of each, where their collections come of maps over the same one,
/// or are that one; how the items run is then said at the first.
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ForEachAttribute : Attribute
{
    /// <summary>How many items run side by side, from 1; 0: the default of 64. It bounds what a run keeps in memory of a map of any length.</summary>
    public int MaxParallel { get; set; }

    /// <summary>What becomes of the step when an item has failed, after its own retries.</summary>
    public ItemFailures Failures { get; set; }

    /// <summary>With <see cref="ItemFailures.Tolerate"/>: how many items may fail, from 1; 0: all of them.</summary>
    public int MaxFailures { get; set; }
}

/// <summary>What becomes of a mapped step when items of it have failed.</summary>
public enum ItemFailures
{
    /// <summary>No further item is begun, and the step fails with the first failure once the running ones have settled.</summary>
    FailFast,

    /// <summary>All items run, and the step fails at the end, saying how many failed.</summary>
    Collect,

    /// <summary>A failed item leaves null in the result, so its consumers take a collection of nullable elements; more of them than <see cref="ForEachAttribute.MaxFailures"/> fail the step.</summary>
    Tolerate,
}
