using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Perdure.Storage;

namespace Perdure.Telemetry;

/// <summary>
/// How much waits in the queues, where <see cref="PerdureOptions.MeasureQueues"/> says that it is wanted. The database is asked when somebody collects, at most once in a
/// while, and the collection does not wait for the answer: it is given the last one.
/// </summary>
internal sealed partial class QueueGauge(PerdureDatabase database, PerdureOptions options, TimeProvider time, EngineLogger<QueueGauge> logger)
{
    /// <summary>For how long an answer is good: collectors ask every ten to sixty seconds, and two of them share it.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    private IReadOnlyList<Queue> known = [];
    private long askedAt;
    private int asking;
    private bool isAway;

    public IEnumerable<Measurement<long>> Depths()
    {
        Refresh();
        foreach (Queue queue in Volatile.Read(ref known)) yield return new Measurement<long>(queue.Depth, new KeyValuePair<string, object?>(TelemetryTags.Queue, queue.Name));
    }

    public IEnumerable<Measurement<double>> Waits()
    {
        Refresh();
        foreach (Queue queue in Volatile.Read(ref known)) yield return new Measurement<double>(queue.Wait, new KeyValuePair<string, object?>(TelemetryTags.Queue, queue.Name));
    }

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
            using NpgsqlCommand command = pools.Client.CreateCommand(SqlText.Get("measure_queues"));
            command.Parameters.Add(new() { Value = options.Queues.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
            List<Queue> queues = [];
            NpgsqlDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                while (await reader.ReadAsync().ConfigureAwait(false)) queues.Add(new Queue(reader.GetString(0), reader.GetInt64(1), reader.GetDouble(2)));
            }

            Volatile.Write(ref known, queues);
            isAway = false;
        }
        catch (Exception failure)
        {
            // No number is better than an old one.
            Volatile.Write(ref known, []);
            LogNotMeasured(logger, isAway ? LogLevel.Debug : LogLevel.Warning, failure);
            isAway = true;
        }
        finally
        {
            Volatile.Write(ref asking, 0);
        }
    }

    [LoggerMessage(EventId = 601, Message = "The queues could not be measured")]
    private static partial void LogNotMeasured(ILogger logger, LogLevel level, Exception failure);

    private sealed record Queue(string Name, long Depth, double Wait);
}
