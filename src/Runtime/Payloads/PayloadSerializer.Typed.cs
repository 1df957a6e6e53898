using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Payloads;

/// <summary>Values whose type is known to the code that hands them in, and not to a plan.</summary>
internal sealed partial class PayloadSerializer
{
    /// <summary>What the context of a payload says of its type; null: it does not know it, or the type cannot be described.</summary>
    public JsonTypeInfo? FindInfo(PayloadType type)
    {
        try
        {
            return OptionsOf(type).TryGetTypeInfo(type.Type, out JsonTypeInfo? info) ? info : null;
        }
        catch (Exception failure) when (failure is NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What the context of a payload says of its type.</summary>
    /// <exception cref="PayloadException">It does not know it.</exception>
    public JsonTypeInfo GetInfo(PayloadType type, string what) => InfoOf(type, what);

    /// <summary>JSON that is put together of parts, of which each is written as its own context has it.</summary>
    /// <param name="type">What is read from it.</param>
    /// <param name="what">What it is, as messages say it.</param>
    /// <param name="write">Writes the parts.</param>
    /// <exception cref="PayloadException">A part cannot be written.</exception>
    public string Compose(PayloadType type, string what, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        try
        {
            using var json = new Utf8JsonWriter(buffer);
            write(json);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException and not PayloadException)
        {
            throw Unwritable(failure, type, what);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>A value as it is stored.</summary>
    /// <param name="value">The value.</param>
    /// <param name="known">How JSON is made of it; null: as of a payload that no context knows.</param>
    /// <param name="place">Where it is stored.</param>
    /// <param name="what">What it is, as messages say it.</param>
    /// <exception cref="PayloadException">It cannot be written or encoded, or is too large.</exception>
    public StoredPayload Store<T>(T value, JsonTypeInfo<T>? known, PayloadPlace place, string what)
    {
        var type = PayloadType.Of<T>();
        if (known is null) return Store(value, type, place, what);
        string json;
        try
        {
            json = JsonSerializer.Serialize(value, known);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Unwritable(failure, type, what);
        }

        return StorePlain(json, place, what);
    }

    /// <summary>What is stored, as a value.</summary>
    /// <exception cref="PayloadException">It cannot be decoded, or is not of the type.</exception>
    public T? Read<T>(StoredPayload payload, JsonTypeInfo<T>? known, PayloadPlace place, string what)
    {
        var type = PayloadType.Of<T>();
        if (known is null) return Read<T>(payload, type, place, what);
        string json = ReadPlain(payload, place, what);
        try
        {
            return JsonSerializer.Deserialize(json, known);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw Unreadable(failure, type, what, inPlain: !codecs.Encodes);
        }
    }
}
