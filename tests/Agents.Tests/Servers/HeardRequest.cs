namespace Perdure.Agents.Tests.Servers;

/// <summary>A request as it came.</summary>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, and its query.</param>
/// <param name="Headers">Its headers by name, in lower case.</param>
/// <param name="Body">Its body, as text.</param>
public sealed record HeardRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    internal bool Is(string method, string part) => Method == method && Path.Contains(part, StringComparison.Ordinal);
}
