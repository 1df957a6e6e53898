using System.Globalization;
using System.Text;

namespace Perdure.Load;

/// <summary>For the recovery workload: which step of which run was entered by which process, in a file that outlives a kill; and whether the second step stays.</summary>
internal static class StepLog
{
    private static readonly Lock Gate = new();

    private static readonly FileStream? File = Environment.GetEnvironmentVariable("STEP_LOG") is { Length: > 0 } path
        ? new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 1)
        : null;

    /// <summary>Whether the second step never ends, so that the process can be killed inside of it.</summary>
    public static bool Holds { get; } = Environment.GetEnvironmentVariable("HOLD") == "1";

    public static void Write(int run, int step)
    {
        if (File is null) return;
        byte[] line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{run} {step} {Environment.ProcessId}\n"));
        lock (Gate)
        {
            File.Write(line);
            File.Flush();
        }
    }
}
