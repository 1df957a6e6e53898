using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure.Coordination.Notices;

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

    /// <summary>The shortest time between two hints that events were committed: 20 a second, however many commits, and none where nobody follows.</summary>
    private static readonly TimeSpan EventsPause = TimeSpan.FromMilliseconds(50);

    /// <summary>How long hints that are pending when the host ends may take to be sent.</summary>
    private static readonly TimeSpan LastHints = TimeSpan.FromSeconds(1);

    private readonly PerdureDatabase database;
    private readonly Wakeups wakeups;
    private readonly EngineMeter meter;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Channel<string> hints = Channel.CreateBounded<string>(new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
    private readonly CancellationTokenSource ending = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private readonly Guid process = Guid.CreateVersion7();
    private readonly ITimer eventsTimer;
    private long followedUntil;
    private long lastEvents;
    private long lastFollow;
    private int eventsAreDue;

    public Notifier(PerdureDatabase database, Wakeups wakeups, EngineMeter meter, TimeProvider time, EngineLogger<Notifier> logger)
    {
        this.meter = meter;
        this.time = time;
        this.database = database;
        this.wakeups = wakeups;
        this.logger = logger;
        eventsTimer = time.CreateTimer(static notifier => ((Notifier)notifier!).SendEvents(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        streamsTimer = time.CreateTimer(static notifier => ((Notifier)notifier!).SendStreams(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        wakeups.Followed += OnFollowed;
        loop = Detached.Run(RunAsync);
    }

    public void Ready()
    {
        wakeups.SignalReady();
        hints.Writer.TryWrite("ready");
    }

    public void Published()
    {
        wakeups.SignalPublished();
        hints.Writer.TryWrite("published");
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

    /// <summary>Events were committed. Other processes hear of it only while one of them follows the events, and of many commits at once.</summary>
    public void Committed()
    {
        wakeups.SignalEvents();
        if (IsFollowed) ScheduleEvents();
    }

    /// <summary>Lets the other processes know that events are followed here, so that they give hints for the next two times.</summary>
    /// <param name="every">How often this is said.</param>
    public void Follow(TimeSpan every)
    {
        long last = Interlocked.Read(ref lastFollow);
        long now = time.GetTimestamp();
        if ((last != 0 && time.GetElapsedTime(last, now) < every) || Interlocked.CompareExchange(ref lastFollow, now, last) != last) return;
        hints.Writer.TryWrite(string.Create(CultureInfo.InvariantCulture, $"follow {(int)Math.Ceiling((2 * every).TotalSeconds) + 5} {process}"));
    }

    /// <summary>Sends what is pending, as far as it goes through at once, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        wakeups.Followed -= OnFollowed;
        await eventsTimer.DisposeAsync().ConfigureAwait(false);
        await streamsTimer.DisposeAsync().ConfigureAwait(false);
        hints.Writer.TryComplete();
        await ending.CancelAsync().ConfigureAwait(false);
        await loop.WaitAsync(LastHints, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await stopping.CancelAsync().ConfigureAwait(false);
        await loop.ConfigureAwait(false);
        ending.Dispose();
        stopping.Dispose();
    }

    private bool IsFollowed => Interlocked.Read(ref followedUntil) is var until and not 0 && time.GetTimestamp() < until;

    /// <summary>What was committed between the follower's first look and this is told of at once; from then on each commit is.</summary>
    private void OnFollowed(Guid follower, TimeSpan length)
    {
        if (follower == process) return;
        bool isNew = !IsFollowed;
        long until = time.GetTimestamp() + (long)(length.TotalSeconds * time.TimestampFrequency);
        if (until > Interlocked.Read(ref followedUntil)) Interlocked.Exchange(ref followedUntil, until);
        if (!isNew) return;
        ScheduleEvents();
        hints.Writer.TryWrite("streams");
    }

    private void ScheduleEvents()
    {
        if (Interlocked.Exchange(ref eventsAreDue, 1) == 1) return;
        long last = Interlocked.Read(ref lastEvents);
        TimeSpan passed = last == 0 ? EventsPause : time.GetElapsedTime(last);
        if (passed >= EventsPause) SendEvents();
        else eventsTimer.Change(EventsPause - passed, Timeout.InfiniteTimeSpan);
    }

    private void SendEvents()
    {
        Interlocked.Exchange(ref lastEvents, time.GetTimestamp());

        // Before the hint is queued: a commit that comes now asks for the next one.
        Interlocked.Exchange(ref eventsAreDue, 0);
        hints.Writer.TryWrite("events");
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

                // What is pending at the end goes at once: by the clock of a test that pause might never pass.
                if (left > TimeSpan.Zero) await Task.Delay(left, time, ending.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The host stops, and a send that was cut off may fail in any way: the slow poll of the others serves.
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
