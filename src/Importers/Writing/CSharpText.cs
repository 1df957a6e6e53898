using System.Globalization;
using System.Text;
using Perdure.Planning;

namespace Perdure.Importers.Writing;

/// <summary>Names and texts as C# writes them.</summary>
internal static class CSharpText
{
    /// <summary>What every record has already, and what a member of it can therefore not be called.</summary>
    private static readonly string[] OfRecords = ["Clone", "Deconstruct", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers", "ReferenceEquals", "ToString"];

    /// <summary>The words of a name, each with a capital; empty where it has no letter and no digit.</summary>
    public static string Pascal(string name)
    {
        var pascal = new StringBuilder(name.Length);
        bool begins = true;
        foreach (char letter in name)
        {
            bool isPart = char.IsLetterOrDigit(letter);
            if (isPart) pascal.Append(begins ? char.ToUpperInvariant(letter) : letter);
            begins = !isPart;
        }

        return pascal.Length > 0 && char.IsDigit(pascal[0]) ? "_" + pascal : pascal.ToString();
    }

    /// <summary>A member as JSON and documents have it.</summary>
    public static string Camel(string member) => JsonNames.Of(member, JsonNaming.Camel);

    /// <summary>A name for a member of a record, unlike those that it has.</summary>
    public static string Member(string name, ICollection<string> taken)
    {
        string pascal = Pascal(name) is { Length: > 0 } found ? found : "Value";
        string unique = pascal;
        for (var i = 2; taken.Contains(unique, StringComparer.OrdinalIgnoreCase) || OfRecords.Contains(unique, StringComparer.OrdinalIgnoreCase); i++) unique = pascal + i.ToString(CultureInfo.InvariantCulture);
        taken.Add(unique);
        return unique;
    }

    /// <summary>A durable name as that of a file.</summary>
    public static string FileName(string name) => new([.. name.Select(static letter => char.IsLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '-')]);

    /// <summary>A text as a prompt with places has it: a brace is written twice.</summary>
    public static string Escape(string text) => text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal);

    /// <summary>A text as a literal: of several lines as it looks, where every character of it can be seen.</summary>
    public static string Literal(string text)
    {
        bool isPlain = text.All(static letter => letter == '\n' || !(char.IsControl(letter) || letter is '\u2028' or '\u2029'));
        return isPlain && text.Contains('\n', StringComparison.Ordinal) ? Raw(text) : Quoted(text);
    }

    private static string Raw(string text)
    {
        string quotes = new('"', Math.Max(3, LongestRun(text) + 1));
        return $"{quotes}\n{text}\n{quotes}";
    }

    private static int LongestRun(string text)
    {
        int longest = 0;
        int run = 0;
        foreach (char letter in text) longest = Math.Max(longest, run = letter == '"' ? run + 1 : 0);
        return longest;
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char letter in text)
        {
            quoted.Append(letter switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\u0085' => $"\\u{(int)letter:x4}",
                _ => letter.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
