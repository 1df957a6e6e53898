using System.Text.Json;

namespace Perdure.Bench.Results;

/// <summary>The passes of a run, a line of JSON each, so that what was measured survives a run that breaks off.</summary>
/// <param name="path">The file.</param>
internal sealed class ResultFile(string path)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true };

    public string Path => path;

    public async Task AddAsync(Pass pass)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        await File.AppendAllTextAsync(path, JsonSerializer.Serialize(pass, Format) + '\n');
    }

    public async Task<IReadOnlyList<Pass>> ReadAsync() => File.Exists(path)
        ? [.. (await File.ReadAllLinesAsync(path)).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<Pass>(line, Format)!)]
        : [];
}
