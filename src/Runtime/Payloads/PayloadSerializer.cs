using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Perdure.Schedules;

namespace Perdure.Payloads;

/// <summary>
/// Writes and reads payloads. Each serializer context keeps the options that its author gave it, less two: metadata such as <c>$type</c> is
/// accepted in any place, since what was stored may have passed through other hands; and no depth is allowed at which the stack ends, and with it the process.
/// </summary>
internal sealed partial class PayloadSerializer(PayloadCodecs codecs, int maxBytes, string? requiredCodec = null)
{
    /// <summary>The most bytes that one UTF-16 character takes in UTF-8.</summary>
    private const int BytesPerCharacter = 3;

    /// <summary>A tenth of what overflows the stack of a thread, which nobody could catch; PostgreSQL takes a few thousand.</summary>
    public const int MaxDepth = 1_000;

    private readonly ConcurrentDictionary<JsonSerializerContext, JsonSerializerOptions> contexts = new();
    private readonly Lazy<JsonSerializerOptions> fallback = new(static () => new JsonSerializerOptions { AllowOutOfOrderMetadataProperties = true, TypeInfoResolver = JsonTypeInfoResolver.Combine(ScheduleJson.Default, Reflection()) });

    /// <summary>Whether payloads are encoded when they are written, so that nothing of them may stand elsewhere in plain.</summary>
    public bool Encodes => codecs.Encodes;

    /// <summary>A value as it is stored.</summary>
    /// <exception cref="PayloadException">It cannot be written or encoded, or is too large.</exception>
    public StoredPayload Store(object? value, PayloadType type, PayloadPlace place, string what)
    {
        StoredPayload payload = codecs.Encodes ? codecs.Encode(WriteBytes(value, type, what), place, what) : new StoredPayload(Write(value, type, what));

        // Nearly always known without counting.
        if (payload.Json.Length > maxBytes / BytesPerCharacter) Measure(payload, what);
        return payload;
    }

    /// <summary>The SHA-256 of a value as plain JSON.</summary>
    /// <exception cref="PayloadException">It cannot be written.</exception>
    public byte[] Hash(object? value, PayloadType type, string what) => SHA256.HashData(WriteBytes(value, type, what));

    /// <summary>What is stored as a value; null is read as JSON's null.</summary>
    /// <exception cref="PayloadException">It cannot be decoded, is not of the type, or does not bear the codec that each has to.</exception>
    public T Read<T>(StoredPayload? payload, PayloadType type, PayloadPlace place, string what)
    {
        RequireCodec(payload, what);
        return payload is { Codec: not null }
            ? (T)ReadBytes(codecs.Decode(payload, place, what), type, what)!
            : (T)Read(payload?.Json ?? "null", type, what)!;
    }

    /// <summary>A payload for another place: what is encoded may be bound to its own.</summary>
    /// <exception cref="PayloadException">It cannot be decoded or encoded.</exception>
    public StoredPayload? Move(StoredPayload? payload, PayloadPlace from, PayloadPlace to, string what)
    {
        if (payload is not { Codec: not null }) return payload;
        byte[] json = codecs.Decode(payload, from, what);
        return codecs.Encodes ? codecs.Encode(json, to, what) : new StoredPayload(Encoding.UTF8.GetString(json));
    }

    /// <summary>What is stored, as plain JSON; null is JSON's null.</summary>
    /// <exception cref="PayloadException">It cannot be decoded, or does not bear the codec that each has to.</exception>
    public string ReadPlain(StoredPayload? payload, PayloadPlace place, string what)
    {
        RequireCodec(payload, what);
        return payload is { Codec: not null } ? Encoding.UTF8.GetString(codecs.Decode(payload, place, what)) : payload?.Json ?? "null";
    }

    /// <summary>Plain JSON as it is stored.</summary>
    /// <exception cref="PayloadException">It cannot be encoded, or is too large.</exception>
    public StoredPayload StorePlain(string json, PayloadPlace place, string what)
    {
        StoredPayload payload = codecs.Encodes ? codecs.Encode(Encoding.UTF8.GetBytes(json), place, what) : new StoredPayload(json);
        Measure(payload, what);
        return payload;
    }

    /// <summary>A value as JSON.</summary>
    public string Write(object? value, PayloadType type, string what)
    {
        JsonTypeInfo info = InfoOf(type, what);
        try
        {
            return JsonSerializer.Serialize(value, info);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Unwritable(failure, type, what);
        }
    }

    /// <summary>JSON as a value.</summary>
    public object? Read(string json, PayloadType type, string what)
    {
        JsonTypeInfo info = InfoOf(type, what);
        try
        {
            return JsonSerializer.Deserialize(json, info);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Unreadable(failure, type, what, inPlain: !codecs.Encodes);
        }
    }

    private byte[] WriteBytes(object? value, PayloadType type, string what)
    {
        JsonTypeInfo info = InfoOf(type, what);
        try
        {
            return JsonSerializer.SerializeToUtf8Bytes(value, info);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Unwritable(failure, type, what);
        }
    }

    private object? ReadBytes(byte[] json, PayloadType type, string what)
    {
        JsonTypeInfo info = InfoOf(type, what);
        try
        {
            return JsonSerializer.Deserialize(json, info);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Unreadable(failure, type, what, inPlain: false);
        }
    }

    private void RequireCodec(StoredPayload? payload, string what)
    {
        if (requiredCodec is { } required && payload is not { IsMade: true } && !PayloadCodecs.Bears(payload, required)) throw Unencoded(payload, required, what);
    }

    private void Measure(StoredPayload payload, string what)
    {
        int size = Encoding.UTF8.GetByteCount(payload.Json);
        if (size <= maxBytes) return;
        throw new PayloadException(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Words.Capitalised(what)} takes {size:N0} bytes as it is stored, more than the {maxBytes:N0} of PerdureOptions.MaxPayloadBytes: keep what is that large elsewhere, and hand on where it is"))
        {
            IsFinal = true,
        };
    }

    private static PayloadException Unencoded(StoredPayload? payload, string required, string what)
    {
        string found = payload is null ? "is not stored" : payload.Codec is { } codec ? $"is encoded with '{codec}'" : "is stored in plain";
        return new PayloadException(
            $"{Words.Capitalised(what)} {found}, and PerdureOptions.RequiredPayloadCodec is '{required}': it was changed after it was written, or is older than the codec; unset the option where older ones are still read");
    }

    private PayloadException Unwritable(Exception failure, PayloadType type, string what)
    {
        string where = $"{Words.Capitalised(what)} cannot be written as JSON of type '{type.Type}'";
        return codecs.Encodes ? Silent(where, failure) : new PayloadException($"{where}: {failure.Message}", failure);
    }

    private static PayloadException Unreadable(Exception failure, PayloadType type, string what, bool inPlain)
    {
        string where = $"{Words.Capitalised(what)} cannot be read as '{type.Type}'";
        return inPlain ? new PayloadException($"{where}: {failure.Message}", failure) : Silent(where, failure);
    }

    /// <summary>An error is stored in plain, and what a serializer says quotes the payload: the keys of its dictionaries, the token that does not fit.</summary>
    private static PayloadException Silent(string where, Exception failure) =>
        new($"{where}{(failure is JsonException { BytePositionInLine: { } position } ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $", at byte {position}") : "")}: {failure.GetType()}; since payloads are encoded, what it says is left out");

    private JsonSerializerOptions OptionsOf(PayloadType type) => type.Context is { } context ? contexts.GetOrAdd(context, static known => CreateFor(known)) : fallback.Value;

    private JsonTypeInfo InfoOf(PayloadType type, string what)
    {
        JsonSerializerOptions options = OptionsOf(type);
        try
        {
            if (options.TryGetTypeInfo(type.Type, out JsonTypeInfo? info)) return info;
        }
        catch (Exception failure) when (failure is NotSupportedException or InvalidOperationException)
        {
            // Of a type that cannot be described: no payload has been looked at.
            throw new PayloadException($"{Words.Capitalised(what)} has the type '{type.Type}', of which no JSON can be made: {failure.Message}", failure) { IsFinal = true };
        }

        throw new PayloadException(
            $"{Words.Capitalised(what)} has the type '{type.Type}', which {(type.Context is null ? "no JsonSerializerContext knows" : $"'{type.Context.GetType()}' does not know")}: add [JsonSerializable(typeof({TypeNames.Of(type.Type)}))] to a JsonSerializerContext of the project")
        {
            IsFinal = true,
        };
    }

    /// <summary>A reader may want a collection of another kind than the one that the context knows: it is read in the context's way all the same.</summary>
    private static JsonSerializerOptions CreateFor(JsonSerializerContext known) => new(known.Options)
    {
        AllowOutOfOrderMetadataProperties = true,
        MaxDepth = Math.Min(known.Options.MaxDepth, MaxDepth),
        TypeInfoResolver = JsonTypeInfoResolver.Combine(known, Reflection()),
    };

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Reached only where reflection-based serialization is enabled; trimmed applications switch it off and get the error above.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "As above.")]
    private static IJsonTypeInfoResolver Reflection() =>
        JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : JsonTypeInfoResolver.Combine();
}
