using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Coordination.Notices;

/// <summary>
/// The one connection of a process that does nothing but LISTEN, and holds the lock on the worker's name: idle, so that the lock is free within
/// moments of a kill. A lost connection is opened again; until then polling serves.
/// </summary>
internal sealed partial class NotificationListener : IAsyncDisposable
{
    public const string Channel = "perdure";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly PerdureDatabase database;
    private readonly Wakeups wakeups;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly TaskCompletionSource firstTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile TaskCompletionSource nextTry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? loop;

    public NotificationListener(PerdureDatabase database, Wakeups wakeups, TimeProvider time, EngineLogger<NotificationListener> logger)
    {
        this.database = database;
        this.wakeups = wakeups;
        this.time = time;
        this.logger = logger;
    }

    /// <summary>Whether notifications arrive at this moment.</summary>
    public bool IsListening { get; private set; }

    /// <summary>Called on each new connection, before it listens. The worker takes its name there.</summary>
    public Func<NpgsqlConnection, CancellationToken, Task>? Connected { get; set; }

    /// <summary>Starts to listen, unless there is no direct way to the database; returns after the first try.</summary>
    public async ValueTask EnsureStartedAsync(CancellationToken cancellationToken)
    {
        if (firstTry.Task.IsCompleted) return;
        Pools pools = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (pools.Direct is { } direct) loop ??= Detached.Run(() => RunAsync(direct));
            else firstTry.TrySetResult();
        }
        finally
        {
            starting.Release();
        }

        await firstTry.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts to listen; returns when it does, or could not just now. A worker that begins anew after a lost connection waits here for the lock on its name.</summary>
    public async ValueTask TryListenAsync(CancellationToken cancellationToken)
    {
        await EnsureStartedAsync(cancellationToken).ConfigureAwait(false);
        Task tried = nextTry.Task;
        if (loop is not null && !IsListening) await tried.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        if (loop is not null) await loop.ConfigureAwait(false);
        stopping.Dispose();
        starting.Dispose();
    }

    private async Task RunAsync(NpgsqlDataSource direct)
    {
        var isKnown = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ListenAsync(direct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // The host stops.
            }
            catch (Exception failure)
            {
                // Whatever it was, the next try may go through; without this loop nobody would listen again.
                // An outage is told of once, however many tries it takes.
                LogLost(logger, isKnown && !IsListening ? LogLevel.Debug : LogLevel.Warning, failure);
                isKnown = true;
            }

            IsListening = false;
            EndTry();
            if (stopping.IsCancellationRequested) break;
            await Task.Delay(Pause, time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(NpgsqlDataSource direct)
    {
        NpgsqlConnection connection = await direct.OpenConnectionAsync(stopping.Token).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            connection.Notification += (_, notification) => Dispatch(notification.Payload);
            using (var listen = new NpgsqlCommand($"listen {Channel}", connection)) await listen.ExecuteNonQueryAsync(stopping.Token).ConfigureAwait(false);
            if (Connected is { } connected) await connected(connection, stopping.Token).ConfigureAwait(false);
            IsListening = true;
            EndTry();

            // What was notified while nobody listened.
            wakeups.SignalPublished();
            wakeups.SignalReady();
            wakeups.SignalEvents();
            wakeups.Streams.SignalAll();
            while (true) await connection.WaitAsync(stopping.Token).ConfigureAwait(false);
        }
    }

    private void EndTry()
    {
        firstTry.TrySetResult();
        Interlocked.Exchange(ref nextTry, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>Payloads are <c>ready</c>, <c>published</c>, <c>mail ID</c>, <c>end ID</c>, <c>events</c>, <c>stream ID</c>, <c>streams</c> and <c>follow SECONDS PROCESS</c>; several are separated by commas. Unknown ones are of a newer version.</summary>
    private void Dispatch(string payload)
    {
        foreach (string hint in payload.Split(','))
        {
            string[] words = hint.Split(' ');
            switch (words)
            {
                case ["ready"]:
                    wakeups.SignalReady();
                    break;
                case ["published"]:
                    wakeups.SignalPublished();
                    break;
                case ["mail", var id] when Guid.TryParse(id, out Guid run):
                    wakeups.SignalMail(run);
                    break;
                case ["end", var id] when Guid.TryParse(id, out Guid run):
                    wakeups.SignalEnd(run);
                    break;
                case ["events"]:
                    wakeups.SignalEvents();
                    break;
                case ["stream", var id] when Guid.TryParse(id, out Guid run):
                    wakeups.Streams.Signal(run);
                    break;
                case ["streams"]:
                    wakeups.Streams.SignalAll();
                    break;
                case ["follow", var seconds, var id] when int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out int length) && Guid.TryParse(id, out Guid process):
                    wakeups.SignalFollowed(process, TimeSpan.FromSeconds(length));
                    break;
            }
        }
    }

    [LoggerMessage(EventId = 401, Message = "The connection that listens for notifications was lost; until it is back, the worker polls")]
    private static partial void LogLost(ILogger logger, LogLevel level, Exception failure);
}
