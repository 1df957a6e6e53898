using Microsoft.Extensions.Hosting;
using Npgsql;
using Perdure.Coordination;
using Perdure.Storage;

namespace Perdure;

/// <summary>
/// The name under which a worker runs. It is held by an advisory lock on the listening connection, which is idle and so lets go within moments of a kill. Who has
/// the lock knows that the earlier incarnations of the name are dead, without waiting for their lease; who does not get it runs under a name of its own. A lost
/// connection is no lost name as long as the lock is there to be taken again: whoever took it meanwhile has declared this incarnation dead, and the heartbeat tells.
/// </summary>
internal sealed class WorkerName
{
    /// <summary>The first key of the advisory lock, "perd" in ASCII; the second is a hash of the name.</summary>
    private const int LockSpace = 0x70657264;

    private readonly string own;

    public WorkerName(PerdureOptions options, IHostEnvironment? environment = null)
    {
        Wanted = options.WorkerName ?? $"{Environment.MachineName}:{environment?.ContentRootPath ?? AppContext.BaseDirectory}";
        own = $"{Wanted}#{Environment.ProcessId}-{Guid.CreateVersion7():N}";
        Current = own;
    }

    /// <summary>Raised when another process turns out to hold the name.</summary>
    public event Action? Lost;

    /// <summary>The name to run under now.</summary>
    public string Current { get; private set; }

    /// <summary>The name that was asked for. Whoever runs under it holds its lock, so its earlier incarnations are dead.</summary>
    public string Wanted { get; }

    public void Attach(NotificationListener listener) => listener.Connected = TakeAsync;

    private async Task TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand(SqlText.Get("take_name"), connection);
        command.Parameters.Add(new() { Value = LockSpace });
        command.Parameters.Add(new() { Value = Wanted });
        bool taken = (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
        bool had = Current == Wanted;
        Current = taken ? Wanted : own;
        if (had && !taken) Lost?.Invoke();
    }
}
