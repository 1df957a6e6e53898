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
        foreach (var folder in folders)
        {
            var micro = await folder.ReadMicroAsync();
            evidence = evidence with
            {
                Passes = Merge(evidence.Passes, await folder.Passes.ReadAsync()),
                Profile = await folder.ReadProfileAsync() ?? evidence.Profile,
                Micro = micro.Count > 0 ? micro : evidence.Micro,
            };
        }

        return evidence;
    }

    internal static IReadOnlyList<Pass> Merge(IReadOnlyList<Pass> earlier, IReadOnlyList<Pass> later)
    {
        var again = later.Select(pass => (pass.Workload, pass.Contestant)).ToHashSet();
        return [.. earlier.Where(pass => !again.Contains((pass.Workload, pass.Contestant))), .. later];
    }
}
