using System.Globalization;

namespace Perdure.Bench.Machine;

/// <summary>The memory of a process that is in the machine's, in megabytes: lines of <c>/proc/…/status</c>.</summary>
/// <param name="Resident">What it has at the moment.</param>
/// <param name="Peak">The most that it ever had.</param>
internal readonly record struct ProcessMemory(double Resident, double Peak)
{
    public static ProcessMemory Of(int process) => Parse(File.ReadAllText($"/proc/{process.ToString(CultureInfo.InvariantCulture)}/status"));

    public static ProcessMemory Parse(string status)
    {
        return new ProcessMemory(Megabytes("VmRSS:"), Megabytes("VmHWM:"));

        double Megabytes(string name)
        {
            var line = status.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal));
            return double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
        }
    }
}
