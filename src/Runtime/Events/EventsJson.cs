using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Perdure.Storage;

namespace Perdure.Events;

/// <summary>The events of a checkpoint as one JSON array, as the journal holds them and the view <c>execution_events</c> reads them.</summary>
internal static class EventsJson
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? writer;

    /// <summary>Writes events.</summary>
    /// <param name="events">The events, in order.</param>
    /// <param name="now">The monotonic time.</param>
    /// <param name="time">The clock that it is of.</param>
    public static string Write(IReadOnlyList<EventWrite> events, long now, TimeProvider time)
    {
        ArrayBufferWriter<byte> bytes = buffer ??= new ArrayBufferWriter<byte>(1024);
        Utf8JsonWriter json = writer ??= new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        bytes.ResetWrittenCount();
        json.Reset();
        json.WriteStartArray();
        foreach (EventWrite entry in events) Write(json, entry, now, time);
        json.WriteEndArray();
        json.Flush();
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, EventWrite entry, long now, TimeProvider time)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, entry.Type);
        if (entry.StepId is { } step) json.WriteString("step"u8, step);
        if (entry.Item != 0) json.WriteNumber("item"u8, entry.Item);
        if (entry.Round != 0) json.WriteNumber("round"u8, entry.Round);
        if (entry.Attempt is { } attempt) json.WriteNumber("attempt"u8, attempt);
        if (entry.At is { } at) json.WriteNumber("ago"u8, Math.Round(Math.Max(0, time.GetElapsedTime(at, now).TotalSeconds), 6));
        if (entry.Payload is { } payload)
        {
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(payload, skipInputValidation: true);
        }

        json.WriteEndObject();
    }
}
