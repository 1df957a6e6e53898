using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Agents.Tests.A2A;

internal sealed record Topic([property: JsonPropertyName("topic")] string Value);

internal sealed record Decision(string Status, string? Reason = null);

internal sealed record Priced(int Topic);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Topic))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(Priced))]
internal sealed partial class A2AJson : JsonSerializerContext;
