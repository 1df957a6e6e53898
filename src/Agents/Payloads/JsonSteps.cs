using System.Globalization;

namespace Perdure.Agents;

/// <summary>The steps of a path as the serializer writes it: <c>$.items[3]['a name'].value</c>.</summary>
internal static class JsonSteps
{
    /// <returns>A name as a text, an index as a number.</returns>
    public static IEnumerable<object> Of(string? path)
    {
        if (path is not ['$', ..]) yield break;
        int at = 1;
        while (at < path.Length)
        {
            int end;
            if (path[at] == '.')
            {
                end = path.AsSpan(at + 1).IndexOfAny('.', '[') is >= 0 and var next ? at + 1 + next : path.Length;
                yield return path[(at + 1)..end];
            }
            else if (path.AsSpan(at).StartsWith("['"))
            {
                end = path.IndexOf("']", at, StringComparison.Ordinal) is >= 0 and var close ? close + 2 : path.Length;
                yield return path[(at + 2)..Math.Max(at + 2, end - 2)];
            }
            else if (path[at] == '[' && path.IndexOf(']', at) is > 0 and var bracket && int.TryParse(path.AsSpan(at + 1, bracket - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
            {
                end = bracket + 1;
                yield return index;
            }
            else
            {
                yield break;
            }

            at = end;
        }
    }
}
