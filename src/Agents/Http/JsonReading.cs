using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Perdure.Agents;

/// <summary>Reads what somebody else wrote: nothing in it need be there, or be of the kind that is expected.</summary>
internal static class JsonReading
{
    /// <summary>Reads JSON. Half a character, as is left where somebody cuts a text in two, is read as U+FFFD: it is lawful JSON, and no text.</summary>
    public static bool TryParse(string text, out JsonElement json)
    {
        try
        {
            json = JsonElement.Parse(text.Contains(@"\ud", StringComparison.OrdinalIgnoreCase) ? WithoutHalves(text) : text);
            return true;
        }
        catch (JsonException)
        {
            json = default;
            return false;
        }
    }

    /// <summary>What stands at a path of names; null: nothing, or JSON's null.</summary>
    public static JsonElement? Get(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
        }

        return element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : element;
    }

    /// <summary>The text at a path; null: there is none.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Get(path) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    /// <summary>The whole number at a path; null: there is none.</summary>
    public static long? Number(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Get(path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out long number) ? number : null;

    /// <summary>Whether a path says yes.</summary>
    public static bool Is(this JsonElement element, params ReadOnlySpan<string> path) => element.Get(path) is { ValueKind: JsonValueKind.True };

    /// <summary>The items of the array at a path; none where there is no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Get(path) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : [];

    /// <summary>The properties of the object at a path; none where there is no object.</summary>
    public static IEnumerable<JsonProperty> Properties(this JsonElement element, params ReadOnlySpan<string> path) =>
        element.Get(path) is { ValueKind: JsonValueKind.Object } found ? found.EnumerateObject() : [];

    private static string WithoutHalves(string text)
    {
        var whole = new StringBuilder(text.Length);
        for (int at = 0; at < text.Length;)
        {
            int length = text[at] != '\\' ? 1 : Unit(text, at) is null ? 2 : 6;
            if (Unit(text, at) is { } unit && char.IsSurrogate(unit))
            {
                bool isPair = char.IsHighSurrogate(unit) && Unit(text, at + 6) is { } next && char.IsLowSurrogate(next);
                whole.Append(isPair ? text.AsSpan(at, 12) : @"\uFFFD");
                at += isPair ? 12 : 6;
                continue;
            }

            whole.Append(text.AsSpan(at, Math.Min(length, text.Length - at)));
            at += length;
        }

        return whole.ToString();
    }

    /// <summary>What is escaped as <c>\u…</c> at a place; null: nothing.</summary>
    private static char? Unit(string text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u' && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit) ? (char)unit : null;
}
