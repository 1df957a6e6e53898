namespace Perdure.Planning;

/// <summary>A [Cache] as written.</summary>
/// <param name="TimeToLive">For how long a result is good, as written.</param>
/// <param name="IsOfAgent">Whether results are shared by all steps that call the agent.</param>
/// <param name="Version">A text that is part of the key; null: none.</param>
public sealed record CacheDescription(string TimeToLive, bool IsOfAgent, string? Version);
