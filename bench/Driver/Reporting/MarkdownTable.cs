using System.Text;

namespace Perdure.Bench.Reporting;

/// <summary>A table of the report: its first column is text, the others are numbers.</summary>
/// <param name="heads">The heads of its columns.</param>
internal sealed class MarkdownTable(params string[] heads)
{
    private readonly List<string[]> rows = [];

    public MarkdownTable Add(params string[] cells)
    {
        if (cells.Length != heads.Length)
        {
            throw new ArgumentException($"The table has {heads.Length} columns, and the row {cells.Length}", nameof(cells));
        }

        this.rows.Add(cells);
        return this;
    }

    public override string ToString()
    {
        if (this.rows.Count == 0)
        {
            return "Not measured.\n";
        }

        var text = new StringBuilder();
        Line(heads);
        Line([.. heads.Select((_, column) => column == 0 ? "---" : "---:")]);
        this.rows.ForEach(Line);
        return text.ToString();

        void Line(string[] cells) => text.Append("| ").AppendJoin(" | ", cells.Select(Escape)).Append(" |\n");
    }

    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
