using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Coordination;

/// <summary>
/// Sends hints to other processes, batched and on a connection that writes nothing else: NOTIFY takes a global lock at commit, and in each writing
/// transaction it would halve what the database can do. Hints for this process do not go through the database.
/// </summary>
internal sealed partial class Notifier : IAsyncDisposable
{
    /// <summary>A payload is at most 8,000 bytes; a hint with an id has 42.</summary>
    private const int MaxHints = 150;

    /// <summary>The first hint is sent at once, and those that come in quick succession together: one at a time, each would cost a transaction beside the run that it tells of.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private readonly PerdureDatabase database;
    private readonly Wakeups wakeups;
    private readonly EngineMeter meter;
    private readonly TimeProvider time;
    private readonly ILogger<Notifier> logger;
    private readonly Channel<string> hints = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;

    public Notifier(PerdureDatabase database, Wakeups wakeups, EngineMeter meter, TimeProvider time, ILogger<Notifier> logger)
    {
        this.meter = meter;
        this.time = time;
        this.database = database;
        this.wakeups = wakeups;
        this.logger = logger;
        loop = Detached.Run(RunAsync);
    }

    public void Ready()
    {
        wakeups.SignalReady();
        hints.Writer.TryWrite("ready");
    }

    public void Mail(Guid executionId)
    {
        wakeups.SignalMail(executionId);
        hints.Writer.TryWrite($"mail {executionId}");
    }

    public void End(Guid executionId)
    {
        wakeups.SignalEnd(executionId);
        hints.Writer.TryWrite($"end {executionId}");
    }

    /// <summary>Sends what is pending, as far as it goes through at once, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        hints.Writer.TryComplete();
        stopping.CancelAfter(TimeSpan.FromSeconds(1));
        await loop.ConfigureAwait(false);
        stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await hints.Reader.WaitToReadAsync(stopping.Token).ConfigureAwait(false))
            {
                long from = time.GetTimestamp();
                await SendAsync(Take()).ConfigureAwait(false);
                if (hints.Reader.Count >= MaxHints) continue;
                TimeSpan left = Pace - time.GetElapsedTime(from);
                if (left > TimeSpan.Zero) await Task.Delay(left, time, stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The host stops: the slow poll of the others serves.
        }
    }

    private HashSet<string> Take()
    {
        var batch = new HashSet<string>(StringComparer.Ordinal);
        while (batch.Count < MaxHints && hints.Reader.TryRead(out string? hint)) batch.Add(hint);
        return batch;
    }

    private async Task SendAsync(HashSet<string> batch)
    {
        try
        {
            Pools pools = await database.OpenAsync(stopping.Token).ConfigureAwait(false);
            using NpgsqlCommand command = pools.Client.CreateCommand(SqlText.Get("notify"));
            command.Parameters.Add(new() { Value = NotificationListener.Channel });
            command.Parameters.Add(new() { Value = string.Join(',', batch) });
            await command.ExecuteNonQueryAsync(stopping.Token).ConfigureAwait(false);
            meter.Notified(batch.Count, sent: true);
        }
        catch (Exception failure) when (!stopping.IsCancellationRequested)
        {
            // Hints only: whoever waits asks again at its next slow poll.
            LogNotSent(logger, failure, batch.Count);
            meter.Notified(batch.Count, sent: false);
        }
    }

    [LoggerMessage(402, LogLevel.Warning, "{Count} notifications were not sent; whoever waits for them finds out at its next poll")]
    private static partial void LogNotSent(ILogger logger, Exception failure, int count);
}
