using System.Globalization;
using Perdure.Embedded.Binaries;
using Perdure.Embedded.Files;
using Perdure.Embedded.Processes;

namespace Perdure.Embedded.Cluster;

/// <summary>
/// Starts and stops the server of a home. It is started with <c>pg_ctl</c>, which takes it out of this process's
/// group: a Ctrl-C at the terminal must end the program and not the server that others share.
/// </summary>
internal static class ServerControl
{
    /// <summary>Starts the server and waits until it takes connections; false when it did not come up, and its log says why.</summary>
    public static async Task<bool> TryStartAsync(ClusterHome home, ServerPrograms programs, Deadline deadline, CancellationToken cancellationToken)
    {
        await RenewLogAsync(home, cancellationToken);
        var result = await Tool.RunAsync(
            programs.PgCtl,
            ["start", $"--pgdata={home.Data}", $"--log={home.Log}", "--wait", $"--timeout={Seconds(deadline)}", "--silent"],
            ServerUser.Current,
            cancellationToken: cancellationToken);
        return result.ExitCode == 0;
    }

    /// <summary>Stops the server, with a checkpoint where its data is to be kept.</summary>
    public static async Task StopAsync(ClusterHome home, ServerPrograms programs, bool keep, Deadline deadline, CancellationToken cancellationToken)
    {
        var result = await Tool.RunAsync(
            programs.PgCtl,
            ["stop", $"--pgdata={home.Data}", $"--mode={(keep ? "fast" : "immediate")}", "--wait", $"--timeout={Seconds(deadline)}", "--silent"],
            ServerUser.Current,
            cancellationToken: cancellationToken);
        if (result.ExitCode != 0 && File.Exists(PostmasterFile.PathIn(home.Data)))
        {
            throw new EmbeddedPostgresException($"The server in '{home.Folder}' did not stop: {result.Said}");
        }
    }

    // The server's account appends to a file that it finds; it may make none in a folder that is not its own.
    private static async Task RenewLogAsync(ClusterHome home, CancellationToken cancellationToken)
    {
        if (File.Exists(home.Log))
        {
            File.Move(home.Log, home.FormerLog, overwrite: true);
        }

        PrivateFile.Write(home.Log, "");
        await ServerUser.Current.OwnAsync(home.Log, cancellationToken);
    }

    private static string Seconds(Deadline deadline) => Math.Max(1, Math.Ceiling(deadline.Remaining.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
