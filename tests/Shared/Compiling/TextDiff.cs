using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace Perdure.Tests.Compiling;

/// <summary>Shows how two texts differ, line by line.</summary>
public static class TextDiff
{
    private const int Context = 3;

    /// <summary>The lines that differ, marked with + and -, and some lines around them.</summary>
    /// <param name="expected">What was wanted.</param>
    /// <param name="actual">What is there.</param>
    public static string Show(string expected, string actual)
    {
        List<DiffPiece> lines = InlineDiffBuilder.Diff(expected, actual).Lines;
        IEnumerable<string> shown = lines
            .Where((_, index) => Around(lines, index).Any(line => line.Type != ChangeType.Unchanged))
            .Select(line => (line.Type switch { ChangeType.Inserted => "+ ", ChangeType.Deleted => "- ", _ => "  " }) + line.Text);
        return string.Join("\n", shown);
    }

    private static IEnumerable<DiffPiece> Around(List<DiffPiece> lines, int index)
    {
        int first = Math.Max(0, index - Context);
        return lines.Skip(first).Take(index + Context + 1 - first);
    }
}
