using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Perdure.Storage;

namespace Perdure.Telemetry;

/// <summary>
/// How much waits in the queues of runs, and in the lines for the slots of declared ones, where <see cref="PerdureOptions.MeasureQueues"/> says that it is wanted. The database is asked when somebody collects, at most once in a
/// while, and the collection does not wait for the answer: it is given the last one.
/// </summary>
internal sealed partial class QueueGauge(PerdureDatabase database, PerdureOptions options, TimeProvider time, EngineLogger<QueueGauge> logger)
{
    /// <summary>For how long an answer is good: collectors ask every ten to sixty seconds, and two of them share it.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private Answer known = Answer.None;
    private long askedAt;
    private int asking;
    private bool isAway;

    public IEnumerable<Measurement<long>> Depths()
    {
        Refresh();
        foreach (Queue queue in Volatile.Read(ref known).Queues) yield return Measured(queue.Depth, TelemetryTags.Queue, queue.Name);
    }

    public IEnumerable<Measurement<double>> Waits()
    {
        Refresh();
        foreach (Queue queue in Volatile.Read(ref known).Queues) yield return Measured(queue.Wait, TelemetryTags.Queue, queue.Name);
    }

    public IEnumerable<Measurement<long>> SlotsHeld()
    {
        Refresh();
        foreach (Line line in Volatile.Read(ref known).Lines) yield return Measured(line.Held, TelemetryTags.SlotQueue, line.Queue);
    }

    public IEnumerable<Measurement<long>> SlotsWaiting()
    {
        Refresh();
        foreach (Line line in Volatile.Read(ref known).Lines) yield return Measured(line.Waiting, TelemetryTags.SlotQueue, line.Queue);
    }

    public IEnumerable<Measurement<double>> SlotWaits()
    {
        Refresh();
        foreach (Line line in Volatile.Read(ref known).Lines) yield return Measured(line.Wait, TelemetryTags.SlotQueue, line.Queue);
    }

    private static Measurement<T> Measured<T>(T value, string tag, string name)
        where T : struct => new(value, new KeyValuePair<string, object?>(tag, name));

    /// <summary>Asks, unless the last answer is still good, or nothing has used the database yet.</summary>
    private void Refresh()
    {
        if (!options.MeasureQueues || database.Opened is not { } pools) return;
        long last = Volatile.Read(ref askedAt);
        if (last != 0 && time.GetElapsedTime(last) < GoodFor) return;
        if (Interlocked.Exchange(ref asking, 1) != 0) return;
        Volatile.Write(ref askedAt, time.GetTimestamp());
        _ = Detached.Run(() => AskAsync(pools));
    }

    private async Task AskAsync(Pools pools)
    {
        try
        {
            using NpgsqlCommand queues = pools.Client.CreateCommand(SqlText.Get("measure_queues"));
            queues.Parameters.Add(new() { Value = options.Queues.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            using NpgsqlCommand lines = pools.Client.CreateCommand(SqlText.Get("measure_slots"));
            Volatile.Write(ref known, new Answer(
                await ReadAsync(queues, static row => new Queue(row.GetString(0), row.GetInt64(1), row.GetDouble(2))).ConfigureAwait(false),
                await ReadAsync(lines, static row => new Line(row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetDouble(3))).ConfigureAwait(false)));
            isAway = false;
        }
        catch (Exception failure)
        {
            // No number is better than an old one.
            Volatile.Write(ref known, Answer.None);
            LogNotMeasured(logger, isAway ? LogLevel.Debug : LogLevel.Warning, failure);
            isAway = true;
        }
        finally
        {
            Volatile.Write(ref asking, 0);
        }
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> read)
    {
        List<T> rows = [];
        NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            while (await reader.ReadAsync().ConfigureAwait(false)) rows.Add(read(reader));
        }

        return rows;
    }

    [LoggerMessage(EventId = 601, Message = "The queues could not be measured")]
    private static partial void LogNotMeasured(ILogger logger, LogLevel level, Exception failure);

    /// <summary>A queue of runs.</summary>
    private sealed record Queue(string Name, long Depth, double Wait);

    /// <summary>The line for the slots of a declared queue.</summary>
    private sealed record Line(string Queue, long Held, long Waiting, double Wait);

    private sealed record Answer(IReadOnlyList<Queue> Queues, IReadOnlyList<Line> Lines)
    {
        public static Answer None { get; } = new([], []);
    }
}
