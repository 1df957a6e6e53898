using System.Text;

namespace Documents.Analysis;

/// <summary>Cuts a text into its sentences. Reads each character once.</summary>
internal static class Sentences
{
    private const string Bullets = "-*•–";

    /// <summary>The sentences of a text, each on one line.</summary>
    /// <param name="text">Any text. Blank lines and list entries end a sentence also without a full stop.</param>
    /// <returns>The sentences. A block without any full stop (a heading, a signature) is none, unless the whole text has no full stop at all: then each block is one.</returns>
    public static IReadOnlyList<string> Of(string text)
    {
        var blocks = Blocks(text);
        List<string> sentences = [];
        foreach (var block in blocks)
        {
            var found = Cut(block);
            if (found.Count > 1 || SentenceEnd.EndsWithStop(block)) sentences.AddRange(found);
        }

        return sentences.Count > 0 ? sentences : blocks;
    }

    /// <summary>Puts sentences one after the other.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <returns>One line; with a space between two sentences, except after an ideographic full stop.</returns>
    public static string Join(IEnumerable<string> sentences)
    {
        var joined = new StringBuilder();
        foreach (var sentence in sentences)
        {
            if (joined.Length > 0 && !SentenceEnd.IsWide(joined[^1])) joined.Append(' ');
            joined.Append(sentence);
        }

        return joined.ToString();
    }

    /// <summary>Paragraphs and list entries, each with its white space run together.</summary>
    private static List<string> Blocks(string text)
    {
        List<string> blocks = [];
        var block = new StringBuilder();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var content = line.Trim();
            var isEntry = content.Length > 1 && Bullets.Contains(content[0], StringComparison.Ordinal) && char.IsWhiteSpace(content[1]);
            if (content.IsEmpty || isEntry) Close();
            Append(isEntry ? content[1..] : content);
        }

        Close();
        return blocks;

        void Append(ReadOnlySpan<char> content)
        {
            foreach (var word in content.Split(' '))
            {
                var part = content[word].Trim();
                if (part.IsEmpty) continue;
                if (block.Length > 0) block.Append(' ');
                block.Append(part);
            }
        }

        void Close()
        {
            if (block.Length > 0) blocks.Add(block.ToString());
            block.Clear();
        }
    }

    private static List<string> Cut(string block)
    {
        List<string> sentences = [];
        var start = 0;
        for (var at = 0; at < block.Length; at++)
        {
            if (!SentenceEnd.IsStop(block[at])) continue;

            var next = SentenceEnd.Skip(block, at);
            if (SentenceEnd.IsEnd(block, start, at, next))
            {
                sentences.Add(block[start..next].Trim());
                start = next;
            }

            at = next - 1;
        }

        var rest = block[start..].Trim();
        if (rest.Length > 0) sentences.Add(rest);
        return sentences;
    }
}
