namespace Perdure.Bench.Machine;

/// <summary>The CPU of the whole machine since it started: the first line of <c>/proc/stat</c>.</summary>
/// <param name="Busy">What all processes and the kernel used.</param>
/// <param name="Stolen">What the machine was kept from using by the one it runs on.</param>
internal readonly record struct MachineCpu(TimeSpan Busy, TimeSpan Stolen)
{
    public static MachineCpu Read() => Parse(File.ReadLines("/proc/stat").First());

    public static MachineCpu Parse(string line)
    {
        // cpu user nice system idle iowait irq softirq steal …
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int[] busy = [1, 2, 3, 6, 7];
        return new MachineCpu(
            busy.Aggregate(TimeSpan.Zero, (sum, field) => sum + ProcessStat.Ticks(fields[field])),
            ProcessStat.Ticks(fields[8]));
    }
}
