using System.Text.Json;

namespace Perdure.Events;

/// <summary>The events of a row of the journal, as <see cref="EventsJson"/> wrote them; the view <c>execution_events</c> reads the same.</summary>
internal static class JournalEvents
{
    /// <summary>Reads the events of a row, in order; where each is a place is for the caller to say.</summary>
    public static IEnumerable<ExecutionEvent> Read(Guid executionId, long lastSeq, DateTimeOffset createdAt, string events)
    {
        JsonElement all = JsonElement.Parse(events);
        long seq = lastSeq - all.GetArrayLength();
        foreach (JsonElement one in all.EnumerateArray()) yield return Read(executionId, ++seq, createdAt, one);
    }

    private static ExecutionEvent Read(Guid executionId, long seq, DateTimeOffset createdAt, JsonElement one)
    {
        string? step = one.TryGetProperty("step"u8, out JsonElement named) ? named.GetString() : null;
        return new ExecutionEvent(
            executionId,
            seq,
            one.GetProperty("type"u8).GetString()!,
            step,
            step is null ? null : Number(one, "item"u8) ?? 0,
            step is null ? null : Number(one, "round"u8) ?? 0,
            Number(one, "attempt"u8),
            one.TryGetProperty("payload"u8, out JsonElement payload) ? payload : null,
            one.TryGetProperty("ago"u8, out JsonElement ago) ? createdAt.AddSeconds(-ago.GetDouble()) : createdAt,
            EventPosition.Start);
    }

    private static int? Number(JsonElement one, ReadOnlySpan<byte> name) => one.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : null;
}
