using Perdure.Bench.Profiling;

namespace Perdure.Bench.Results;

/// <summary>All that a report is written from.</summary>
/// <param name="Setting">On what it was measured.</param>
/// <param name="Passes">The passes.</param>
/// <param name="Profile">Where the time goes; null where that was not looked into.</param>
/// <param name="Micro">The micro benchmarks.</param>
internal sealed record Evidence(Setting Setting, IReadOnlyList<Pass> Passes, Profile? Profile, IReadOnlyList<MicroBenchmark> Micro)
{
    /// <summary>Reads one run of the benchmark, or several that were made one after the other: of what was measured twice, the later counts.</summary>
    public static async Task<Evidence> ReadAsync(IReadOnlyList<SessionFolder> folders)
    {
        var evidence = new Evidence(await folders[^1].ReadSettingAsync(), [], Profile: null, []);
        List<Setting> settings = [];
        foreach (var folder in folders)
        {
            settings.Add(await folder.ReadSettingAsync());
            var micro = await folder.ReadMicroAsync();
            evidence = evidence with
            {
                Passes = Merge(evidence.Passes, await folder.Passes.ReadAsync()),
                Profile = await folder.ReadProfileAsync() ?? evidence.Profile,
                Micro = micro.Count > 0 ? micro : evidence.Micro,
            };
        }

        return evidence with { Setting = Merge(settings, evidence.Passes) };
    }

    /// <summary>What is true of all parts together: the last day, each machine and server, and of those that were missing in one part who is in none.</summary>
    internal static Setting Merge(IReadOnlyList<Setting> parts, IReadOnlyList<Pass> passes) => parts[^1] with
    {
        Machine = string.Join("; for a part: ", parts.Select(part => part.Machine).Reverse().Distinct()),
        Server = string.Join("; for a part: ", parts.Select(part => part.Server).Reverse().Distinct()),
        Quick = parts.Any(part => part.Quick),
        Missing = [.. parts.SelectMany(part => part.Missing).Distinct().Where(missing => passes.All(pass => !missing.StartsWith($"{pass.Contestant}: ", StringComparison.Ordinal)))],
    };

    internal static IReadOnlyList<Pass> Merge(IReadOnlyList<Pass> earlier, IReadOnlyList<Pass> later)
    {
        var again = later.Select(pass => (pass.Workload, pass.Contestant)).ToHashSet();
        return [.. earlier.Where(pass => !again.Contains((pass.Workload, pass.Contestant))), .. later];
    }
}
