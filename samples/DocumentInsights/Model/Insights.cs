namespace Documents;

/// <summary>What there is to know about a document; the result of both workflows.</summary>
/// <param name="Summary">Its key sentences.</param>
/// <param name="Entities">What it names.</param>
public sealed record Insights(Summary Summary, Entities Entities);
