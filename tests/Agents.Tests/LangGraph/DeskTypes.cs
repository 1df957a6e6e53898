using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Agents.Tests.LangGraph;

/// <summary>What the graph of the fixture takes.</summary>
internal sealed record DeskInput(string Mode, string Topic = "", int DelayMs = 1_000, int FailTimes = -1);

/// <summary>What it returns in its field <c>result</c>.</summary>
internal sealed record DeskResult(string Status, string? Text = null, string? Reason = null);

/// <summary>What it never returns.</summary>
internal sealed record Priced(string Status, decimal Price);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(DeskInput))]
[JsonSerializable(typeof(DeskResult))]
[JsonSerializable(typeof(Priced))]
internal sealed partial class DeskJson : JsonSerializerContext;
