using System.Globalization;
using System.Text;

namespace Perdure.Planning;

/// <summary>
/// Reads JSON, and keeps where each part of it is written, which the framework's readers do not. Comments and commas behind the last value are allowed, as editors allow them in files of settings. Stops at the
/// first mistake, and never throws.
/// </summary>
internal sealed class JsonReader
{
    /// <summary>Deeper ones are no workflow, and would end the stack.</summary>
    private const int MaxDepth = 64;

    private readonly string text;
    private int at;
    private int depth;
    private string? problem;
    private TextRange place;

    private JsonReader(string text) => this.text = text;

    /// <summary>Reads a text.</summary>
    public static JsonReading Read(string text)
    {
        var reader = new JsonReader(text);
        if (text.StartsWith("\uFEFF", StringComparison.Ordinal)) reader.at = 1;
        JsonValue? value = reader.ReadValue();
        reader.SkipSpace();
        if (value is not null && reader.problem is null && reader.at < text.Length) reader.Fail("has something behind its end", reader.at);
        return reader.problem is null ? new JsonReading(value, null, default) : new JsonReading(null, reader.problem, reader.place);
    }

    private JsonValue? ReadValue()
    {
        SkipSpace();
        if (problem is not null) return null;
        if (at == text.Length) return Fail("ends too early", at);
        return text[at] switch
        {
            '{' => ReadNested(ReadObject),
            '[' => ReadNested(ReadArray),
            '"' => ReadText(),
            '-' or (>= '0' and <= '9') => ReadNumber(),
            _ => ReadWord(),
        };
    }

    private JsonValue? ReadNested(Func<JsonValue?> read)
    {
        if (depth == MaxDepth) return Fail($"is nested deeper than {MaxDepth.ToString(CultureInfo.InvariantCulture)} times", at);
        depth++;
        JsonValue? value = read();
        depth--;
        return value;
    }

    private JsonValue? ReadObject()
    {
        int start = at++;
        List<JsonProperty> properties = [];
        while (!Ends('}'))
        {
            if (problem is not null) return null;
            if (at == text.Length) return Fail("ends inside of an object: '}' is missing", at);
            if (text[at] != '"') return Fail("needs the name of a property in double quotes here", at);
            if (ReadText() is not { } name) return null;
            SkipSpace();
            if (problem is not null || at == text.Length || text[at] != ':') return Fail($"needs ':' behind \"{name.Text}\"", at);
            at++;
            if (ReadValue() is not { } value) return null;
            properties.Add(new JsonProperty(name.Text, name.Range, value));
            if (!Separates('}')) return null;
        }

        return problem is null ? new JsonValue(JsonKind.Object, TextRange.Between(start, at), "") { Properties = properties } : null;
    }

    private JsonValue? ReadArray()
    {
        int start = at++;
        List<JsonValue> items = [];
        while (!Ends(']'))
        {
            if (problem is not null) return null;
            if (at == text.Length) return Fail("ends inside of a list: ']' is missing", at);
            if (ReadValue() is not { } value) return null;
            items.Add(value);
            if (!Separates(']')) return null;
        }

        return problem is null ? new JsonValue(JsonKind.Array, TextRange.Between(start, at), "") { Items = items } : null;
    }

    /// <summary>Whether an object or a list ends here; goes behind its end.</summary>
    private bool Ends(char end)
    {
        SkipSpace();
        if (problem is not null || at == text.Length || text[at] != end) return false;
        at++;
        return true;
    }

    /// <summary>Whether a comma or the end follows a value; goes behind the comma.</summary>
    private bool Separates(char end)
    {
        SkipSpace();
        if (problem is not null) return false;
        if (at < text.Length && text[at] == ',') at++;
        else if (at == text.Length || text[at] != end) Fail($"needs ',' or '{end}' here", at);
        return problem is null;
    }

    private JsonValue? ReadText()
    {
        int start = at++;
        var value = new StringBuilder();
        while (at < text.Length && text[at] != '"')
        {
            if (text[at] < ' ') return Fail("has a line break or another control character inside of a text", at);
            if (text[at] != '\\') value.Append(text[at++]);
            else if (!ReadEscape(value)) return null;
        }

        if (at == text.Length) return Fail("ends inside of a text", start);
        at++;
        return new JsonValue(JsonKind.Text, TextRange.Between(start, at), value.ToString());
    }

    private bool ReadEscape(StringBuilder value)
    {
        int start = at++;
        char kind = at < text.Length ? text[at++] : '\0';
        if (kind == 'u' && at + 4 <= text.Length && ushort.TryParse(text.Substring(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code))
        {
            value.Append((char)code);
            at += 4;
            return true;
        }

        const string kinds = "\"\\/bfnrt";
        int known = kinds.IndexOf(kind);
        if (known < 0) Fail("has an escape in a text that JSON does not know", start);
        else value.Append("\"\\/\b\f\n\r\t"[known]);
        return known >= 0;
    }

    private JsonValue? ReadNumber()
    {
        int start = at;
        if (text[at] == '-') at++;
        int whole = SkipDigits();
        bool isWrong = whole == 0 || (whole > 1 && text[at - whole] == '0');
        if (at < text.Length && text[at] == '.')
        {
            at++;
            isWrong |= SkipDigits() == 0;
        }

        if (at < text.Length && text[at] is 'e' or 'E')
        {
            at++;
            if (at < text.Length && text[at] is '+' or '-') at++;
            isWrong |= SkipDigits() == 0;
        }

        return isWrong ? Fail("has a number that JSON does not know", start) : new JsonValue(JsonKind.Number, TextRange.Between(start, at), text.Substring(start, at - start));
    }

    private int SkipDigits()
    {
        int start = at;
        while (at < text.Length && text[at] is >= '0' and <= '9') at++;
        return at - start;
    }

    private JsonValue? ReadWord()
    {
        int start = at;
        while (at < text.Length && char.IsLetterOrDigit(text[at])) at++;
        string word = text.Substring(start, at - start);
        return word switch
        {
            "true" or "false" => new JsonValue(JsonKind.Bool, TextRange.Between(start, at), word),
            "null" => new JsonValue(JsonKind.Null, TextRange.Between(start, at), word),
            _ => Fail(word.Length == 0 ? $"has '{text[start]}' where a value has to be" : $"has '{word}' where a value has to be: a text is written in double quotes", start, Math.Max(word.Length, 1)),
        };
    }

    private void SkipSpace()
    {
        while (problem is null && at < text.Length)
        {
            if (text[at] is ' ' or '\t' or '\r' or '\n') at++;
            else if (text[at] == '/') SkipComment();
            else return;
        }
    }

    private void SkipComment()
    {
        char kind = at + 1 < text.Length ? text[at + 1] : '\0';
        int end = kind switch { '/' => text.IndexOf('\n', at), '*' => text.IndexOf("*/", at + 2, StringComparison.Ordinal), _ => -1 };
        if (kind is not ('/' or '*')) Fail("has '/' where a value has to be", at);
        else if (kind == '*' && end < 0) Fail("ends inside of a comment", at);
        else at = end < 0 ? text.Length : kind == '*' ? end + 2 : end;
    }

    private JsonValue? Fail(string what, int start, int length = 1)
    {
        if (problem is not null) return null;
        problem = what;

        // Behind the end there is nothing to mark: the last character stands for it.
        start = Math.Max(0, Math.Min(start, text.Length - 1));
        place = new TextRange(start, Math.Min(length, text.Length - start));
        return null;
    }
}
