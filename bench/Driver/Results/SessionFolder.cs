using System.Globalization;
using System.Text.Json;
using Perdure.Bench.Profiling;

namespace Perdure.Bench.Results;

/// <summary>What a run of the benchmark leaves: its passes, its profile, and on what it was made.</summary>
/// <param name="folder">Where they are.</param>
internal sealed class SessionFolder(string folder)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public ResultFile Passes { get; } = new(Path.Combine(folder, "passes.jsonl"));

    private string ProfileFile => Path.Combine(folder, "profile.json");

    private string SettingFile => Path.Combine(folder, "setting.json");

    /// <summary>A new one, named after the moment.</summary>
    public static SessionFolder Create(string results, DateTimeOffset now) => new(Path.Combine(results, now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)));

    public Task AddAsync(Profile profile) => WriteAsync(ProfileFile, profile);

    public Task AddAsync(Setting setting) => WriteAsync(SettingFile, setting);

    public async Task<Profile?> ReadProfileAsync() => File.Exists(ProfileFile) ? JsonSerializer.Deserialize<Profile>(await File.ReadAllTextAsync(ProfileFile), Format) : null;

    public async Task<Setting> ReadSettingAsync() => JsonSerializer.Deserialize<Setting>(await File.ReadAllTextAsync(SettingFile), Format)!;

    private async Task WriteAsync<T>(string file, T value)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(value, Format));
    }
}
