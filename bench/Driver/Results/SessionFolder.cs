using System.Globalization;
using System.Text.Json;
using Perdure.Bench.Profiling;

namespace Perdure.Bench.Results;

/// <summary>What a run of the benchmark leaves: its passes, its profile, and on what it was made.</summary>
/// <param name="folder">Where they are.</param>
internal sealed class SessionFolder(string folder)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Where the report of a run goes that did not measure everything.</summary>
    public string Report { get; } = Path.Combine(folder, "report");

    public ResultFile Passes { get; } = new(Path.Combine(folder, "passes.jsonl"));

    private string ProfileFile => Path.Combine(folder, "profile.json");

    private string MicroFile => Path.Combine(folder, "micro.json");

    private string SettingFile => Path.Combine(folder, "setting.json");

    /// <summary>A new one, named after the moment.</summary>
    public static SessionFolder Create(string results, DateTimeOffset now) => new(Path.Combine(results, now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)));

    public Task AddAsync(Profile profile) => WriteAsync(ProfileFile, profile);

    public Task AddAsync(IReadOnlyList<MicroBenchmark> benchmarks) => WriteAsync(MicroFile, benchmarks);

    public Task AddAsync(Setting setting) => WriteAsync(SettingFile, setting);

    public Task<Profile?> ReadProfileAsync() => ReadAsync<Profile>(ProfileFile);

    public async Task<IReadOnlyList<MicroBenchmark>> ReadMicroAsync() => await ReadAsync<MicroBenchmark[]>(MicroFile) ?? [];

    public async Task<Setting> ReadSettingAsync() => await ReadAsync<Setting>(SettingFile) ?? throw new FileNotFoundException("The folder has no setting", SettingFile);

    private static async Task<T?> ReadAsync<T>(string file) => File.Exists(file) ? JsonSerializer.Deserialize<T>(await File.ReadAllTextAsync(file), Format) : default;

    private async Task WriteAsync<T>(string file, T value)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(value, Format));
    }
}
