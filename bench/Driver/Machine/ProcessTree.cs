using System.Globalization;

namespace Perdure.Bench.Machine;

/// <summary>The CPU of a process and of all that it started.</summary>
internal static class ProcessTree
{
    /// <summary>The CPU of a living tree of processes, with what its ended members used.</summary>
    public static TimeSpan Cpu(int root) => Cpu(root, All());

    public static TimeSpan Cpu(int root, IReadOnlyDictionary<int, ProcessStat> all)
    {
        var children = all.ToLookup(process => process.Value.Parent, process => process.Key);
        var sum = TimeSpan.Zero;
        var open = new Stack<int>([root]);
        while (open.TryPop(out var process))
        {
            if (all.TryGetValue(process, out var stat))
            {
                sum += stat.Own + stat.Reaped;
                foreach (var child in children[process])
                {
                    open.Push(child);
                }
            }
        }

        return sum;
    }

    /// <summary>The CPU of the children of this process that have ended.</summary>
    public static TimeSpan ReapedCpu() => ProcessStat.Of(Environment.ProcessId)!.Value.Reaped;

    private static Dictionary<int, ProcessStat> All()
    {
        var all = new Dictionary<int, ProcessStat>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var process) && ProcessStat.Of(process) is { } stat)
            {
                all[process] = stat;
            }
        }

        return all;
    }
}
