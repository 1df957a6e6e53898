using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Perdure.Tests.Compiling;

/// <summary>A source with marks where a diagnostic is expected: <c>[|text|]</c> for the rule under test, <c>{|ID:text|}</c> for another one.</summary>
/// <param name="Text">The source without marks.</param>
/// <param name="Marks">The expected diagnostics.</param>
public sealed record MarkedSource(string Text, IReadOnlyList<Mark> Marks)
{
    /// <summary>Reads the marks.</summary>
    /// <param name="id">The rule under test.</param>
    /// <param name="marked">The source with marks.</param>
    public static MarkedSource Parse(string id, string marked)
    {
        ArgumentNullException.ThrowIfNull(marked);
        var text = new StringBuilder(marked.Length);
        var open = new Stack<(string Id, int Start)>();
        List<Mark> marks = [];
        for (var i = 0; i < marked.Length; i++)
        {
            string two = i + 1 < marked.Length ? marked.Substring(i, 2) : "";
            if (two == "[|")
            {
                open.Push((id, text.Length));
                i++;
            }
            else if (two == "{|")
            {
                int colon = marked.IndexOf(':', i);
                open.Push((marked[(i + 2)..colon], text.Length));
                i = colon;
            }
            else if (two is "|]" or "|}" && open.Count > 0)
            {
                (string name, int start) = open.Pop();
                marks.Add(new Mark(name, TextSpan.FromBounds(start, text.Length)));
                i++;
            }
            else
            {
                text.Append(marked[i]);
            }
        }

        if (open.Count > 0) throw new ArgumentException("A mark is not closed", nameof(marked));
        return new MarkedSource(text.ToString(), [.. marks.OrderBy(mark => mark.Span.Start)]);
    }

    /// <summary>Writes marks into the source, to compare with what was expected.</summary>
    /// <param name="id">The rule under test.</param>
    /// <param name="text">The source without marks.</param>
    /// <param name="marks">The diagnostics that were found.</param>
    public static string Write(string id, string text, IEnumerable<Mark> marks)
    {
        ArgumentNullException.ThrowIfNull(text);
        var ends = marks
            .SelectMany(mark => new[]
            {
                (At: mark.Span.End, Order: 0, Length: mark.Span.Length, Text: mark.Id == id ? "|]" : "|}"),
                (At: mark.Span.Start, Order: 1, Length: -mark.Span.Length, Text: mark.Id == id ? "[|" : $"{{|{mark.Id}:"),
            })
            .OrderBy(end => end.At).ThenBy(end => end.Order).ThenBy(end => end.Length);
        var marked = new StringBuilder();
        var position = 0;
        foreach (var end in ends)
        {
            marked.Append(text, position, end.At - position).Append(end.Text);
            position = end.At;
        }

        return marked.Append(text, position, text.Length - position).ToString();
    }
}

/// <summary>A diagnostic and its place.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Span">The marked text.</param>
public sealed record Mark(string Id, TextSpan Span);
