using Microsoft.CodeAnalysis.Text;

namespace Perdure.CodeFixes.Syntax;

/// <summary>How lines end where something is written in.</summary>
internal static class LineEnds
{
    /// <summary>The end of a line as it is written; of the last one, which may have none, a line feed.</summary>
    public static string Of(SourceText text, TextLine line) =>
        line.EndIncludingLineBreak > line.End ? text.ToString(TextSpan.FromBounds(line.End, line.EndIncludingLineBreak)) : "\n";
}
