using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Events;

/// <summary>A position is its text in JSON as well.</summary>
internal sealed class EventPositionJsonConverter : JsonConverter<EventPosition>
{
    public override EventPosition Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return EventPosition.TryParse(text, out EventPosition? position) ? position : throw new JsonException("An event position is the text that its ToString() returned");
    }

    public override void Write(Utf8JsonWriter writer, EventPosition value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
