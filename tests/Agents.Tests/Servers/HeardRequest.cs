namespace Perdure.Agents.Tests.Servers;

/// <summary>A request as it came.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, and its query.</param>
/// <param name="Headers">Its headers by name, in lower case.</param>
/// <param name="Body">Its body, as text.</param>
public sealed record HeardRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <param name="method">The method.</param>
    /// <param name="part">A part of the path, or, where one path takes everything, of the body.</param>
    internal bool Is(string method, string part) => Method == method && (Path.Contains(part, StringComparison.Ordinal) || Body.Contains(part, StringComparison.Ordinal));
}
