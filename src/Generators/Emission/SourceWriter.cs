using System.Text;

namespace Perdure.Generators.Emission;

/// <summary>Writes indented lines that end in a line feed on every system.</summary>
internal sealed class SourceWriter
{
    private const int IndentSize = 4;

    private readonly StringBuilder text = new();
    private int depth;

    /// <summary>Writes lines, each at the present depth.</summary>
    public void Write(string lines)
    {
        foreach (string line in lines.Split('\n'))
        {
            string content = line.TrimEnd('\r');
            if (content.Length > 0) text.Append(' ', depth * IndentSize).Append(content);
            text.Append('\n');
        }
    }

    /// <summary>Writes an empty line.</summary>
    public void Space() => text.Append('\n');

    /// <summary>Writes lines one level deeper.</summary>
    public void Indented(Action<SourceWriter> body)
    {
        depth++;
        body(this);
        depth--;
    }

    /// <summary>Writes a header and what stands in braces below it.</summary>
    /// <param name="header">The lines before the opening brace.</param>
    /// <param name="body">Writes what stands inside.</param>
    /// <param name="end">The closing brace and what follows it.</param>
    public void Block(string header, Action<SourceWriter> body, string end = "}")
    {
        Write(header);
        Write("{");
        Indented(body);
        Write(end);
    }

    /// <summary>Writes a list with a comma behind each item but the last.</summary>
    /// <param name="items">The items, each of one or several lines.</param>
    /// <param name="end">What follows the last item.</param>
    public void List(IReadOnlyList<string> items, string end = "")
    {
        for (var i = 0; i < items.Count; i++) Write(items[i] + (i < items.Count - 1 ? "," : end));
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
