using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Agents.Tests.Adk;

internal sealed record Topic([property: JsonPropertyName("topic")] string Value);

internal sealed record Decision(string Status, string? Reason = null);

internal sealed record Urgent(string Status, int Hours);

internal sealed record Approval(bool Approved, string? Reason);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Topic))]
[JsonSerializable(typeof(Decision))]
[JsonSerializable(typeof(Urgent))]
[JsonSerializable(typeof(Approval))]
internal sealed partial class AppJson : JsonSerializerContext;
