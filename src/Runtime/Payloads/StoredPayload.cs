namespace Perdure.Payloads;

/// <summary>A payload as it is stored: JSON, or, where a codec has encoded it, a JSON string.</summary>
/// <param name="Json">What the column holds.</param>
/// <param name="Codec">The name of the codec that reads it; null: it is plain.</param>
internal sealed record StoredPayload(string Json, string? Codec = null)
{
    /// <summary>Whether it was made in memory of others, which were decoded for it, and is never stored: no codec has to be on it.</summary>
    public bool IsMade { get; init; }

    /// <summary>A plain one.</summary>
    public static implicit operator StoredPayload?(string? json) => json is null ? null : new StoredPayload(json);
}
