using System.Globalization;
using System.Text;

namespace Documents.Analysis;

/// <summary>Counts what a text is made of.</summary>
internal static class TextMeasure
{
    /// <summary>The length of a text.</summary>
    /// <param name="text">The text; white space around it does not count.</param>
    /// <param name="sentences">How many sentences it has.</param>
    public static TextLength Measure(string text, int sentences)
    {
        var content = text.Trim();
        return new TextLength(StringInfo.ParseCombiningCharacters(content).Length, CountWords(content), sentences);
    }

    private static int CountWords(string text)
    {
        var words = 0;
        var isCounted = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune))
            {
                isCounted = false;
            }
            else if (!isCounted && Rune.IsLetterOrDigit(rune))
            {
                isCounted = true;
                words++;
            }
        }

        return words;
    }
}
