namespace Research;

/// <summary>A folder of short texts, a sentence a line.</summary>
public sealed class TextLibrary(string folder)
{
    /// <summary>Finds the text that has most of the words, except for those that are known.</summary>
    /// <returns>The text; null where no other has any of the words.</returns>
    public async Task<(string Name, string Text)?> FindAsync(IReadOnlySet<string> words, IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        (string Name, string Text)? best = null;
        var most = 0;
        foreach (var path in Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (known.Contains(name)) continue;
            var text = await File.ReadAllTextAsync(path, cancellationToken);
            var count = Words.Of(text).Distinct().Count(words.Contains);
            if (count > most) (best, most) = ((name, text), count);
        }

        return best;
    }
}
