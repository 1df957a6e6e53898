using System.Text.Json;

namespace Perdure.Agents;

/// <summary>What a runtime says of a node's progress, as far as it is small: it is recorded with the run, and some runtimes hand on a graph's whole state.</summary>
internal static class ProgressData
{
    private const int Longest = 8 * 1024;

    public static string? Of(JsonElement data) => data.GetRawText() is { Length: <= Longest } small ? small : null;
}
