using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Payloads;

/// <summary>The JSON that Perdure itself writes: errors and event payloads.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StepError))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PerdureJson : JsonSerializerContext
{
    public static string Write(StepError error) => JsonSerializer.Serialize(error, Default.StepError);

    public static StepError ReadError(string json) => JsonSerializer.Deserialize(json, Default.StepError)!;
}
