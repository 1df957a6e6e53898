using System.Collections.Concurrent;
using System.Reflection;

namespace Perdure.Storage;

/// <summary>The statements, one embedded file each.</summary>
internal static class SqlText
{
    private static readonly Assembly Home = typeof(SqlText).Assembly;
    private static readonly ConcurrentDictionary<string, string> Read = new(StringComparer.Ordinal);

    /// <summary>A statement, without its comments: the text is the key of the driver's prepared statements.</summary>
    public static string Get(string name) => Read.GetOrAdd(name, static key => WithoutComments(ReadResource($"sql/{key}.sql")));

    /// <summary>The names and texts of the embedded files in a folder, by name.</summary>
    public static IReadOnlyList<(string Name, string Text)> All(string folder) =>
        [.. Home.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(resource => (resource[(folder.Length + 1)..], ReadResource(resource)))];

    private static string WithoutComments(string text) => string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal)));

    private static string ReadResource(string resource)
    {
        using Stream stream = Home.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly '{Home.GetName().Name}' lacks the resource '{resource}'");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
