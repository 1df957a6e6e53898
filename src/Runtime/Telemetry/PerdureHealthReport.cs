namespace Perdure;

/// <summary>How well a host works.</summary>
public enum PerdureHealthLevel
{
    /// <summary>Nothing is amiss.</summary>
    Working,

    /// <summary>It works, but slower than it could, or not for long.</summary>
    Impaired,

    /// <summary>It starts no runs, or drives none.</summary>
    Broken,
}

/// <summary>How a host stands at this moment.</summary>
/// <param name="Level">How well it works.</param>
/// <param name="Description">What is amiss, in words; without secrets.</param>
/// <param name="Data">What is known of the database and the worker, by name.</param>
/// <param name="Failure">What the database, or the way to it, said; null: nothing.</param>
public sealed record PerdureHealthReport(PerdureHealthLevel Level, string Description, IReadOnlyDictionary<string, object> Data, Exception? Failure);
