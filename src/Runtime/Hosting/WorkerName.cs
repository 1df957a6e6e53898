using Microsoft.Extensions.Hosting;
using Npgsql;
using Perdure.Coordination.Notices;
using Perdure.Storage;

namespace Perdure;

/// <summary>
/// The name under which a worker runs. It is held by an advisory lock on the listening connection, which is idle and so lets go within moments of a kill. Who has
/// the lock knows that the earlier incarnations of the name are dead, without waiting for their lease; who does not get it runs under a name of its own. A lost
/// connection is no lost name: where the server has not noticed the loss, and the old session still has the lock, that session is ended. Whoever else took the lock meanwhile declares
/// this incarnation dead when it begins one of its own, and the heartbeat tells; until then nothing ends.
/// </summary>
internal sealed class WorkerName
{
    /// <summary>The first key of the advisory lock, "perd" in ASCII; the second is a hash of the name.</summary>
    private const int LockSpace = 0x70657264;

    private readonly string own;
    private (int ProcessId, DateTime Began)? session;

    public WorkerName(PerdureOptions options, IHostEnvironment? environment = null)
    {
        Wanted = options.WorkerName ?? $"{Environment.MachineName}:{environment?.ContentRootPath ?? AppContext.BaseDirectory}";
        own = $"{Wanted}#{Environment.ProcessId}-{Guid.CreateVersion7():N}";
        Current = own;
    }

    /// <summary>The name for the next incarnation to run under.</summary>
    public string Current { get; private set; }

    /// <summary>The name that was asked for. Whoever runs under it holds its lock, so its earlier incarnations are dead.</summary>
    public string Wanted { get; }

    public void Attach(NotificationListener listener) => listener.Connected = TakeAsync;

    private async Task TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        bool taken = await TryTakeAsync(connection, cancellationToken).ConfigureAwait(false);
        if (!taken && await EndEarlierAsync(connection, cancellationToken).ConfigureAwait(false)) taken = await TryTakeAsync(connection, cancellationToken).ConfigureAwait(false);
        Current = taken ? Wanted : own;
    }

    private async Task<bool> TryTakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(SqlText.Get("take_name"), connection);
        command.Parameters.Add(new() { Value = LockSpace });
        command.Parameters.Add(new() { Value = Wanted });
        NpgsqlDataReader row = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (row.ConfigureAwait(false))
        {
            await row.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (!row.GetBoolean(0)) return false;
            session = (row.GetInt32(1), row.GetDateTime(2));
            return true;
        }
    }

    /// <summary>Ends the session that had the lock before, if it is still there: its connection is gone, and the server may not hear of that for hours.</summary>
    /// <returns>Whether it was there, and is gone.</returns>
    private async Task<bool> EndEarlierAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (session is not var (processId, began)) return false;
        using var command = new NpgsqlCommand(SqlText.Get("end_session"), connection);
        command.Parameters.Add(new() { Value = processId });
        command.Parameters.Add(new() { Value = began });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }
}
