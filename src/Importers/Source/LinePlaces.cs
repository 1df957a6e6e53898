namespace Perdure.Importers.Source;

/// <summary>Lines and columns of the positions in a file.</summary>
internal sealed class LinePlaces
{
    private readonly string file;
    private readonly List<int> starts = [0];

    public LinePlaces(SourceFile source)
    {
        file = source.Path;
        for (var at = 0; at < source.Text.Length; at++)
        {
            if (source.Text[at] == '\n') starts.Add(at + 1);
        }
    }

    public SourcePlace At(int position)
    {
        int found = starts.BinarySearch(position);
        int line = found >= 0 ? found : ~found - 1;
        return new SourcePlace(file, line + 1, position - starts[line] + 1);
    }
}
