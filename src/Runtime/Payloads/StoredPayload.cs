namespace Perdure.Payloads;

/// <summary>A payload as it is stored: JSON, or, where a codec has encoded it, a JSON string.</summary>
/// <param name="Json">What the column holds.</param>
/// <param name="Codec">The name of the codec that reads it; null: it is plain.</param>
internal sealed record StoredPayload(string Json, string? Codec = null)
{
    /// <summary>A plain one.</summary>
    public static implicit operator StoredPayload?(string? json) => json is null ? null : new StoredPayload(json);
}
