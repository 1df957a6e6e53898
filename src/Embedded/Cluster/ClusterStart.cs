using Microsoft.Extensions.Logging;
using Perdure.Embedded.Binaries;
using Perdure.Embedded.Processes;

namespace Perdure.Embedded.Cluster;

/// <summary>A server that runs, and whether it did before we came.</summary>
internal sealed record RunningServer(int ProcessId, int Port, string Password, bool WasRunning);

/// <summary>
/// Makes a home's server run: adopts the one that runs, else starts it, and makes its cluster where there is none.
/// Whoever calls holds the home's lock, but what a killed holder had begun (a start, a creation) may still go on.
/// </summary>
internal sealed partial class ClusterStart(ClusterHome home, EmbeddedPostgresOptions options, BinaryLocator binaries)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public async Task<RunningServer> EnsureAsync(CancellationToken cancellationToken)
    {
        var deadline = new Deadline(options.StartTimeout, options.TimeProvider);
        if (await FindRunningAsync(deadline, cancellationToken) is { } adopted)
        {
            LogAdopted(options.Logger, home.Folder, adopted.Port);
            return adopted;
        }

        var programs = await binaries.LocateAsync(home.Major, cancellationToken);
        if (home.Major is null)
        {
            LogCreating(options.Logger, programs.Major, home.Folder);
            await ClusterCreation.CreateAsync(home, programs, options.IsDurable, cancellationToken);
        }

        // Finding the programs may have meant to fetch them, which is no delay of the server's.
        return await StartAsync(programs, new Deadline(options.StartTimeout, options.TimeProvider), cancellationToken);
    }

    private async Task<RunningServer> StartAsync(ServerPrograms programs, Deadline deadline, CancellationToken cancellationToken)
    {
        // The account may be another than at the last start: PostgreSQL may have been installed since.
        await ServerUser.Current.OwnAsync(home.Data, cancellationToken);
        var preferred = ServerSettings.FormerPort(home);
        while (true)
        {
            var port = FreePort.Choose(preferred);
            ServerSettings.Write(home, options, port);
            var started = await ServerControl.TryStartAsync(home, programs, deadline, cancellationToken);
            if (await FindRunningAsync(deadline, cancellationToken) is { } running)
            {
                LogStarted(options.Logger, home.Folder, running.Port);
                return running with { WasRunning = false };
            }

            if (deadline.IsOver || started || !MayComeUpNextTime(port))
            {
                throw new EmbeddedPostgresException($"The server in '{home.Folder}' did not start. Its log ends with:{Environment.NewLine}{home.LogTail()}");
            }

            preferred = null;
            await deadline.PauseAsync(Pause, cancellationToken);
        }
    }

    /// <summary>The server that runs in this home, waited for while it starts; null where none does.</summary>
    private async Task<RunningServer?> FindRunningAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        while (PostmasterFile.Read(home.Data) is { } file)
        {
            if (!ServerProcess.IsServing(file.ProcessId, home.Data))
            {
                ServerProcess.RemoveMisleadingFile(file, home.Data);
                return null;
            }

            var password = ClusterPassword.Read(home);
            var login = file.IsReady ? await ServerLogin.TryAsync(file.Port, password, cancellationToken) : LoginResult.NotYet;
            if (login == LoginResult.Accepted)
            {
                return new RunningServer(file.ProcessId, file.Port, password, WasRunning: true);
            }

            if (login == LoginResult.Refused)
            {
                throw new EmbeddedPostgresException($"The server in '{home.Folder}' refuses the password in '{home.Password}'");
            }

            if (deadline.IsOver)
            {
                throw new EmbeddedPostgresException(
                    $"The server in '{home.Folder}' (process {file.ProcessId}) did not answer within {deadline.Timeout.TotalSeconds:0} seconds. Its log ends with:{Environment.NewLine}{home.LogTail()}");
            }

            await deadline.PauseAsync(Pause, cancellationToken);
        }

        return null;
    }

    // Three reasons pass by themselves: somebody took the port between our look and the server's; the last backends of a
    // killed server are still on their way out; or its own process is, and is taken for a living one until it is gone.
    // (The server speaks English: `lc_messages` is ours.)
    private bool MayComeUpNextTime(int port) =>
        !FreePort.IsFree(port)
        || home.LogTail().Contains("shared memory block", StringComparison.Ordinal)
        || home.LogTail().Contains("lock file \"postmaster.pid\" already exists", StringComparison.Ordinal);

    [LoggerMessage(702, LogLevel.Debug, "Adopted the PostgreSQL in {Folder} on port {Port}")]
    private static partial void LogAdopted(ILogger logger, string folder, int port);

    [LoggerMessage(703, LogLevel.Information, "Making a cluster of PostgreSQL {Major} in {Folder}")]
    private static partial void LogCreating(ILogger logger, int major, string folder);

    [LoggerMessage(704, LogLevel.Information, "Started the PostgreSQL in {Folder} on port {Port}")]
    private static partial void LogStarted(ILogger logger, string folder, int port);
}
