using System.Text.Json;
using System.Text.Json.Serialization;
using Perdure.Storage;

namespace Perdure.Payloads;

/// <summary>The JSON that Perdure itself writes: errors and event payloads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StepError))]
[JsonSerializable(typeof(ChildEnd))]
[JsonSerializable(typeof(SlotGrant))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PerdureJson : JsonSerializerContext
{
    public static string Write(StepError error) => JsonSerializer.Serialize(error, Default.StepError);

    public static string Write(ChildEnd end) => JsonSerializer.Serialize(end, Default.ChildEnd);

    public static ChildEnd ReadChildEnd(string json) => JsonSerializer.Deserialize(json, Default.ChildEnd)!;

    public static SlotGrant ReadSlotGrant(string json) => JsonSerializer.Deserialize(json, Default.SlotGrant)!;

    /// <summary>A text of somebody else's, as it may stand in an error or an event: PostgreSQL stores JSON with U+0000 in it, but reads no field of that JSON any more.</summary>
    public static string Storable(string text) => text.Replace('\0', '\uFFFD');

    public static StepError ReadError(string json) => JsonSerializer.Deserialize(json, Default.StepError)!;
}
