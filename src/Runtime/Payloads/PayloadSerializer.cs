using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Payloads;

/// <summary>
/// Writes and reads payloads. Each serializer context keeps the options that its author gave it, less one: metadata such as <c>$type</c> is
/// accepted in any place, since what was stored may have passed through other hands.
/// </summary>
internal sealed class PayloadSerializer
{
    private readonly ConcurrentDictionary<JsonSerializerContext, JsonSerializerOptions> contexts = new();
    private readonly Lazy<JsonSerializerOptions> fallback = new(static () => new JsonSerializerOptions { AllowOutOfOrderMetadataProperties = true, TypeInfoResolver = Reflection() });

    /// <summary>A value as it is stored.</summary>
    public StoredPayload Store(object? value, PayloadType type, string what) => new(Write(value, type, what));

    /// <summary>What is stored as a value; null is read as JSON's null.</summary>
    public T Read<T>(StoredPayload? payload, PayloadType type, string what) => Read<T>(payload?.Json ?? "null", type, what);

    public string Write(object? value, PayloadType type, string what)
    {
        try
        {
            return JsonSerializer.Serialize(value, InfoOf(type, what));
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException or InvalidCastException)
        {
            throw new PayloadException($"{Capitalised(what)} cannot be written as JSON of type '{type.Type}': {failure.Message}", failure);
        }
    }

    public T Read<T>(string json, PayloadType type, string what) => (T)Read(json, type, what)!;

    public object? Read(string json, PayloadType type, string what)
    {
        try
        {
            return JsonSerializer.Deserialize(json, InfoOf(type, what));
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or InvalidOperationException)
        {
            throw new PayloadException($"{Capitalised(what)} cannot be read as '{type.Type}': {failure.Message}", failure);
        }
    }

    private static string Capitalised(string what) => char.ToUpperInvariant(what[0]) + what[1..];

    private JsonTypeInfo InfoOf(PayloadType type, string what)
    {
        JsonSerializerOptions options = type.Context is { } context
            ? contexts.GetOrAdd(context, static known => CreateFor(known))
            : fallback.Value;
        return options.TryGetTypeInfo(type.Type, out JsonTypeInfo? info)
            ? info
            : throw new PayloadException(
                $"{Capitalised(what)} has the type '{type.Type}', which {(type.Context is null ? "no JsonSerializerContext knows" : $"'{type.Context.GetType()}' does not know")}: add [JsonSerializable(typeof({type.Type.Name}))] to a JsonSerializerContext of the project");
    }

    /// <summary>A reader may want a collection of another kind than the one that the context knows: it is read in the context's way all the same.</summary>
    private static JsonSerializerOptions CreateFor(JsonSerializerContext known) => new(known.Options)
    {
        AllowOutOfOrderMetadataProperties = true,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(known, Reflection()),
    };

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reached only where reflection-based serialization is enabled; trimmed applications switch it off and get the error above.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
    private static IJsonTypeInfoResolver Reflection() =>
        JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : JsonTypeInfoResolver.Combine();
}
