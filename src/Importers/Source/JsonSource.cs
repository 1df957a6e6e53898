using Perdure.Planning;

namespace Perdure.Importers.Source;

/// <summary>Reads JSON, as documents are read: comments and commas behind the last value are allowed.</summary>
internal static class JsonSource
{
    /// <returns>What the file says; null: it is no JSON, which is refused.</returns>
    public static SourceValue? Read(SourceFile file, Refusals refusals)
    {
        JsonReading reading = JsonReader.Read(file.Text);
        var places = new LinePlaces(file);
        if (reading.Value is { } value) return Convert(value, places, refusals);
        refusals.Add(places.At(reading.Range.Start), $"'{file.Path}'", $"it is no JSON, it {reading.Problem}", "mend its form");
        return null;
    }

    private static SourceValue Convert(JsonValue value, LinePlaces places, Refusals refusals)
    {
        SourcePlace place = places.At(value.Range.Start);
        if (value.Text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') >= 0 && !IsWhole(value.Text)) refusals.Add(place, "A text", "it has half of a character, which cannot be written", "mend its escapes");
        return new SourceValue(KindOf(value.Kind), place, value.Text)
        {
            Items = [.. value.Items.Select(item => Convert(item, places, refusals))],
            Properties = [.. value.Properties.Select(property => new SourceProperty(property.Name, places.At(property.Range.Start), Convert(property.Value, places, refusals)))],
        };
    }

    /// <summary>Whether each surrogate has its other half: JSON can write one alone.</summary>
    private static bool IsWhole(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1])) at++;
            else if (char.IsSurrogate(text[at])) return false;
        }

        return true;
    }

    private static SourceKind KindOf(JsonKind kind) => kind switch
    {
        JsonKind.Object => SourceKind.Object,
        JsonKind.Array => SourceKind.List,
        JsonKind.Text => SourceKind.Text,
        JsonKind.Number => SourceKind.Number,
        JsonKind.Bool => SourceKind.Bool,
        _ => SourceKind.Null,
    };
}
