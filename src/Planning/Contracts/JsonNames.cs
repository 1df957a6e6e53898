using System.Globalization;
using System.Text;

namespace Perdure.Planning;

/// <summary>The ways in which the serializer makes names of JSON from those of C#, in the order of its own list.</summary>
public enum JsonNaming
{
    /// <summary>As in C#.</summary>
    Same,

    /// <summary><c>camelCase</c>.</summary>
    Camel,

    /// <summary><c>snake_case</c>.</summary>
    SnakeLower,

    /// <summary><c>SNAKE_CASE</c>.</summary>
    SnakeUpper,

    /// <summary><c>kebab-case</c>.</summary>
    KebabLower,

    /// <summary><c>KEBAB-CASE</c>.</summary>
    KebabUpper,
}

/// <summary>Makes names of JSON as the serializer does.</summary>
public static class JsonNames
{
    /// <summary>The name in JSON.</summary>
    /// <param name="name">The name in C#.</param>
    /// <param name="naming">The way.</param>
    /// <returns>The name.</returns>
    public static string Of(string name, JsonNaming naming)
    {
        if (name is null) throw new ArgumentNullException(nameof(name));
        return naming switch
        {
            JsonNaming.Camel => Camel(name),
            JsonNaming.SnakeLower => Separated(name, '_', char.ToLowerInvariant),
            JsonNaming.SnakeUpper => Separated(name, '_', char.ToUpperInvariant),
            JsonNaming.KebabLower => Separated(name, '-', char.ToLowerInvariant),
            JsonNaming.KebabUpper => Separated(name, '-', char.ToUpperInvariant),
            _ => name,
        };
    }

    private static string Camel(string name)
    {
        char[] letters = name.ToCharArray();
        for (var i = 0; i < letters.Length && char.IsUpper(letters[i]); i++)
        {
            // Of a run of capitals, the last one begins the next word.
            if (i > 0 && i + 1 < letters.Length && !char.IsUpper(letters[i + 1]))
            {
                if (letters[i + 1] == ' ') letters[i] = char.ToLowerInvariant(letters[i]);
                break;
            }

            letters[i] = char.ToLowerInvariant(letters[i]);
        }

        return new string(letters);
    }

    private static string Separated(string name, char separator, Func<char, char> cased)
    {
        var written = new StringBuilder(name.Length + 4);
        (bool isInWord, bool isAfterUpper, bool isSpaced) = (false, false, false);
        for (var i = 0; i < name.Length; i++)
        {
            UnicodeCategory category = char.GetUnicodeCategory(name[i]);
            if (category == UnicodeCategory.SpaceSeparator)
            {
                isSpaced = isInWord;
                continue;
            }

            bool isUpper = category == UnicodeCategory.UppercaseLetter;
            bool isPart = isUpper || category is UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber;
            bool beginsWord = isUpper && isInWord && (!isAfterUpper || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (isPart && (isSpaced || beginsWord)) written.Append(separator);
            written.Append(isPart ? cased(name[i]) : name[i]);
            (isInWord, isAfterUpper, isSpaced) = (isPart, isUpper, false);
        }

        return written.ToString();
    }
}
