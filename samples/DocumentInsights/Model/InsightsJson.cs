using System.Text.Json.Serialization;

namespace Documents;

/// <summary>How the payloads of the workflows become JSON, without reflection. The generator of Perdure finds it by its attributes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Document))]
[JsonSerializable(typeof(Summary))]
[JsonSerializable(typeof(Entities))]
[JsonSerializable(typeof(Insights))]
internal sealed partial class InsightsJson : JsonSerializerContext;
