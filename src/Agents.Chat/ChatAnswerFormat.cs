using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Perdure.Agents.Chat;

/// <summary>What a model is told of the answer's form: the JSON Schema of the result's type.</summary>
internal sealed class ChatAnswerFormat
{
    /// <summary>Models answer with objects alone, so any other value is the one member of an object.</summary>
    private const string Member = "value";

    private static readonly JsonSchemaExporterOptions Strict = new() { TreatNullObliviousAsNonNullable = true };

    private readonly bool wrapped;

    private ChatAnswerFormat(ChatResponseFormat? format, bool wrapped)
    {
        Format = format;
        this.wrapped = wrapped;
    }

    /// <summary>Null: the answer is text.</summary>
    public ChatResponseFormat? Format { get; }

    public static ChatAnswerFormat Of(JsonTypeInfo type)
    {
        if (type.Type == typeof(string)) return new ChatAnswerFormat(format: null, wrapped: false);

        JsonNode schema = type.GetJsonSchemaAsNode(Strict);
        bool wraps = schema is not JsonObject { } described || described["type"] is not JsonValue kind || kind.GetValueKind() != JsonValueKind.String || kind.GetValue<string>() != "object";
        if (wraps)
        {
            schema = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject { [Member] = schema },
                ["required"] = new JsonArray(Member),
            };
        }

        return new ChatAnswerFormat(ChatResponseFormat.ForJsonSchema(JsonElement.Parse(schema.ToJsonString()), Name(type.Type)), wraps);
    }

    /// <summary>Reads an answer.</summary>
    /// <exception cref="AgentFailure">It does not fit.</exception>
    public T Read<T>(string answer, AgentPayload<T> type)
    {
        // An answer that is not wrapped is what was meant all the same; the type says what is wrong with any other.
        return wrapped && JsonReading.TryParse(answer, out JsonElement json) && json.Get(Member) is { } value ? type.Read(value, $"$.{Member}") : type.ReadText(answer);
    }

    /// <summary>Providers allow letters, digits, underscores and dashes.</summary>
    private static string Name(Type type) => string.Concat(type.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_'));
}
