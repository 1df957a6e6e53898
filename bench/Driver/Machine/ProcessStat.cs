using System.Globalization;

namespace Perdure.Bench.Machine;

/// <summary>What the kernel knows of a process: a line of <c>/proc/…/stat</c>.</summary>
/// <param name="Parent">The process that started it.</param>
/// <param name="Own">The CPU that it used itself.</param>
/// <param name="Reaped">The CPU of its children that have ended.</param>
internal readonly record struct ProcessStat(int Parent, TimeSpan Own, TimeSpan Reaped)
{
    /// <summary>The kernel counts in hundredths for all who ask, however it counts for itself.</summary>
    public const int TicksPerSecond = 100;

    /// <summary>Reads the line of a process; null where it is gone.</summary>
    public static ProcessStat? Of(int process) => ReadLine($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/stat") is { } line ? Parse(line) : null;

    public static ProcessStat Parse(string line)
    {
        // The name stands in parentheses, and may hold spaces and parentheses itself.
        var fields = line[(line.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessStat(int.Parse(fields[1], CultureInfo.InvariantCulture), Ticks(fields[11]) + Ticks(fields[12]), Ticks(fields[13]) + Ticks(fields[14]));
    }

    public static TimeSpan Ticks(string count) => TimeSpan.FromSeconds(double.Parse(count, CultureInfo.InvariantCulture) / TicksPerSecond);

    private static string? ReadLine(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            // It ended since it was listed; then its parent has reaped it, or will.
            return null;
        }
    }
}
