using System.Diagnostics;

namespace Perdure.Embedded.Cluster;

/// <summary>
/// Which processes work on a cluster. A process id alone proves nothing: after a crash it may have been given to
/// another program.
/// </summary>
internal static class ServerProcess
{
    /// <summary>Whether the process is a server, and, where the system tells, one that works in this folder.</summary>
    public static bool IsServing(int processId, string data)
    {
        if (OperatingSystem.IsLinux())
        {
            return WorkingFolder($"/proc/{processId}") == data;
        }

        try
        {
            using var process = Process.GetProcessById(processId);
            return process.ProcessName.StartsWith("postgres", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Removes a <c>postmaster.pid</c> whose process id now belongs to another program, or to nobody but the system's
    /// list of the dead: the server would take that one for a living server and refuse to start. Only where it is
    /// certain that no process works in the folder, for the file also guards against a killed server's last backends.
    /// </summary>
    public static void RemoveMisleadingFile(PostmasterFile file, string data)
    {
        if (OperatingSystem.IsLinux() && Directory.Exists($"/proc/{file.ProcessId}") && !Directory.EnumerateDirectories("/proc").Any(process => WorkingFolder(process) == data))
        {
            File.Delete(PostmasterFile.PathIn(data));
        }
    }

    // Each process of a server works in the cluster's folder.
    private static string? WorkingFolder(string process)
    {
        try
        {
            return new FileInfo(Path.Combine(process, "cwd")).LinkTarget;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Ended meanwhile, or of another account, under which this folder's server cannot run.
            return null;
        }
    }
}
