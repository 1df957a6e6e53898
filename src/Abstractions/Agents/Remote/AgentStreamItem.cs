using System.Text.Json.Serialization;

namespace Perdure;

/// <summary>What a remote agent tells while it is at work, as it stands in the stream of its run: <see cref="AgentDelta"/> or <see cref="AgentProgress"/>. Read with <see cref="AgentStreamJson"/>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "agent")]
[JsonDerivedType(typeof(AgentDelta), "delta")]
[JsonDerivedType(typeof(AgentProgress), "progress")]
public abstract record AgentStreamItem;

/// <summary>A piece of an answer's text.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Source">The node that it comes from; null: unknown.</param>
public sealed record AgentDelta(string Text, string? Source) : AgentStreamItem;

/// <summary>A node or tool of an agent has come to something.</summary>
/// <param name="Node">The node or tool; null: unknown.</param>
/// <param name="Kind">What happened, in the runtime's word.</param>
/// <param name="Data">What the runtime says of it, as JSON; null: nothing.</param>
public sealed record AgentProgress(string? Node, string Kind, string? Data) : AgentStreamItem;

/// <summary>Reads and writes what remote agents tell: <c>handle.StreamAsync(AgentStreamJson.Default.AgentStreamItem)</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentStreamItem))]
public sealed partial class AgentStreamJson : JsonSerializerContext;
