using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Perdure.Agents.Chat;

/// <summary>A text with places for the members of an input, as <c>Improve {draft}</c>. A brace that is meant as one is written twice.</summary>
internal sealed class ChatTemplate
{
    private readonly string[] texts;
    private readonly string[] places;

    private ChatTemplate(string[] texts, string[] places)
    {
        this.texts = texts;
        this.places = places;
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="property">Of which property of the attribute it is, as messages call it.</param>
    /// <param name="agent">The name of the agent.</param>
    /// <param name="input">What the places are of.</param>
    /// <exception cref="InvalidOperationException">It has a brace alone, or a place for what the input does not have.</exception>
    public static ChatTemplate Read(string text, string property, string agent, JsonTypeInfo input)
    {
        List<string> texts = [];
        List<string> places = [];
        var part = new StringBuilder();
        for (var at = 0; at < text.Length; at++)
        {
            char letter = text[at];
            if (letter is not ('{' or '}')) part.Append(letter);
            else if (at + 1 < text.Length && text[at + 1] == letter) part.Append(text[at++]);
            else if (letter == '{' && text.IndexOf('}', at) is > 0 and var end)
            {
                texts.Add(part.ToString());
                places.Add(NameOf(text[(at + 1)..end], property, agent, input));
                part.Clear();
                at = end;
            }
            else throw new InvalidOperationException($"The {property} of agent '{agent}' has a '{letter}' alone: a brace that is meant as one is written twice");
        }

        return new ChatTemplate([.. texts, part.ToString()], [.. places]);
    }

    /// <summary>The text with what the input says: texts as they are, nothing for null, anything else as JSON.</summary>
    /// <param name="input">The input, as JSON.</param>
    public string Fill(JsonElement input)
    {
        var filled = new StringBuilder(texts[0]);
        for (var i = 0; i < places.Length; i++) filled.Append(TextOf(input, places[i])).Append(texts[i + 1]);
        return filled.ToString();
    }

    private static string NameOf(string written, string property, string agent, JsonTypeInfo input)
    {
        string name = written.Trim();
        if (input.Kind != JsonTypeInfoKind.Object) throw new InvalidOperationException($"The {property} of agent '{agent}' has a place for '{name}', and its input, '{input.Type.Name}', has no members: let it take a record");
        return input.Properties.FirstOrDefault(one => string.Equals(one.Name, name, StringComparison.OrdinalIgnoreCase))?.Name
            ?? throw new InvalidOperationException($"The {property} of agent '{agent}' has a place for '{name}', and its input, '{input.Type.Name}', has no such member: there are {string.Join(", ", input.Properties.Select(static one => $"'{one.Name}'"))}");
    }

    private static string TextOf(JsonElement input, string name) => input.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch { JsonValueKind.String => value.GetString()!, JsonValueKind.Null => "", _ => value.GetRawText() }
        : "";
}
