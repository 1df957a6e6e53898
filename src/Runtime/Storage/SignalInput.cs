using System.Text.Json;
using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Storage;

/// <summary>A signal among the inputs in a step's row: its name, and once it has come the value itself, which is stored nowhere else.</summary>
internal static class SignalInput
{
    /// <summary>What a waiting step waits for, in words.</summary>
    public static string Describe(SignalPlan signal) => $"signal {signal.Name}";

    public static void Write(Utf8JsonWriter json, SignalPlan signal, ReceivedSignal? received)
    {
        json.WriteStartObject(signal.Parameter);
        json.WriteString("signal", signal.Name);
        if (received is { Value: null }) json.WriteBoolean("timed_out", true);
        if (received is { Value: { } value })
        {
            if (value.Codec is not null) json.WriteString("codec", value.Codec);
            json.WritePropertyName("value");
            json.WriteRawValue(value.Json, skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    /// <summary>What a row tells; null: the signal has not come.</summary>
    public static ReceivedSignal? Read(string inputs, SignalPlan signal)
    {
        using var json = JsonDocument.Parse(inputs, new JsonDocumentOptions { MaxDepth = PayloadSerializer.MaxDepth + 2 });
        if (!json.RootElement.TryGetProperty(signal.Parameter, out JsonElement input)) return null;
        if (input.TryGetProperty("timed_out"u8, out _)) return new ReceivedSignal(Value: null);
        return input.TryGetProperty("value"u8, out JsonElement value)
            ? new ReceivedSignal(new StoredPayload(value.GetRawText(), input.TryGetProperty("codec"u8, out JsonElement codec) ? codec.GetString() : null))
            : null;
    }
}
