using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Agents;

/// <summary>
/// Writes what an agent takes and reads what it answers. A text is a text; anything else is JSON in the way of the user's serializer context, or, where no context knows the type, with names in camel case.
/// <para>
/// An answer may say more than was asked: what its type does not know is passed over, as runtimes return their whole state, and models add to it; a type or context that says <c>Disallow</c> of unmapped members is obeyed. It may not
/// say less: a parameter of a constructor without a default has to be there, and null is no value of what cannot be null.
/// </para>
/// </summary>
internal sealed class AgentPayload<T>
{
    /// <summary>As for payloads that are stored: a tenth of what overflows a stack.</summary>
    private const int MaxDepth = 1_000;

    private readonly PayloadType type;
    private readonly string what;
    private readonly Lazy<JsonTypeInfo<T>> info;

    public AgentPayload(PayloadType type, string what)
    {
        this.type = type;
        this.what = what;
        info = new Lazy<JsonTypeInfo<T>>(Describe);
    }

    public static bool IsText => typeof(T) == typeof(string);

    /// <summary>How the type is written and read.</summary>
    /// <exception cref="AgentFailure">No JSON can be made of it.</exception>
    public JsonTypeInfo<T> Info => info.Value;

    /// <summary>The value as a prompt's text: a text as it is, anything else as JSON.</summary>
    public string WriteText(T value) => value is string text ? text : Serialize(value);

    /// <summary>The value as JSON.</summary>
    public JsonNode? Write(T value) => JsonNode.Parse(Serialize(value));

    /// <summary>JSON as a value.</summary>
    /// <param name="at">Where the JSON stands in the runtime's answer, as <c>$.result</c>.</param>
    /// <exception cref="AgentFailure">It does not fit the type.</exception>
    public T Read(JsonElement value, string at = "$")
    {
        try
        {
            if (value.ValueKind != JsonValueKind.Null || Nullable.GetUnderlyingType(typeof(T)) is not null) return value.Deserialize(info.Value)!;
        }
        catch (JsonException mismatch)
        {
            throw new AgentFailure(AgentErrorKind.OutputMismatch, Mismatch.Describe(mismatch, value, info.Value, at), mismatch);
        }

        throw new AgentFailure(AgentErrorKind.OutputMismatch, Mismatch.Describe(null, value, info.Value, at));
    }

    /// <summary>A text as a value: a text as it is, anything else as the JSON in it, be it fenced as models write it.</summary>
    /// <exception cref="AgentFailure">It does not fit the type.</exception>
    public T ReadText(string text)
    {
        if (text is T same) return same;
        string json = Unfence(text);
        if (JsonReading.TryParse(json, out JsonElement value)) return Read(value);
        throw new AgentFailure(AgentErrorKind.OutputMismatch, $"its answer does not fit: at $ {Mismatch.NameOf(info.Value)} is expected, as JSON, and a text that is no JSON was found");
    }

    /// <summary>Models like to put JSON into a block of Markdown, whatever they are told.</summary>
    private static string Unfence(string text)
    {
        ReadOnlySpan<char> inner = text.AsSpan().Trim();
        if (!inner.StartsWith("```") || !inner.EndsWith("```") || inner.IndexOf('\n') is not (> 0 and var line)) return text;
        return inner[(line + 1)..^3].ToString();
    }

    private string Serialize(T value)
    {
        try
        {
            return JsonSerializer.Serialize(value, info.Value);
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new AgentFailure(AgentErrorKind.InvalidRequest, $"{what} cannot be written as JSON of type '{type.Type}': {failure.Message}", failure);
        }
    }

    private JsonTypeInfo<T> Describe()
    {
        JsonSerializerOptions options = type.Context is { } known
            ? new(known.Options) { MaxDepth = Math.Min(known.Options.MaxDepth, MaxDepth), TypeInfoResolver = JsonTypeInfoResolver.Combine(known, Reflection()) }
            : new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true, TypeInfoResolver = JsonTypeInfoResolver.Combine(BasicJson.Default, Reflection()) };
        options.AllowOutOfOrderMetadataProperties = true;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        try
        {
            if (options.TryGetTypeInfo(typeof(T), out JsonTypeInfo? found)) return (JsonTypeInfo<T>)found;
        }
        catch (Exception failure) when (failure is NotSupportedException or InvalidOperationException)
        {
            throw new AgentFailure(AgentErrorKind.InvalidRequest, $"{what} has the type '{type.Type}', of which no JSON can be made: {failure.Message}", failure);
        }

        throw new AgentFailure(AgentErrorKind.InvalidRequest, $"{what} has the type '{type.Type}', which {(type.Context is null ? "no JsonSerializerContext knows" : $"'{type.Context.GetType()}' does not know")}: add [JsonSerializable(typeof({type.Type.Name}))] to a JsonSerializerContext of the project");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reached only where reflection-based serialization is enabled; trimmed applications switch it off and get the error above.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
    private static IJsonTypeInfoResolver Reflection() =>
        JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : JsonTypeInfoResolver.Combine();
}

/// <summary>The types that need no context of the user's.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(bool))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(long))]
[JsonSerializable(typeof(double))]
[JsonSerializable(typeof(decimal))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class BasicJson : JsonSerializerContext;
