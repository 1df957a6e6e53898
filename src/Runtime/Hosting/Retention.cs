using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Deletes finished runs that are older than <see cref="PerdureOptions.Retention"/> says, and kept results that have expired, in small batches, and never for more than half of the time.</summary>
internal sealed partial class Retention : BackgroundService
{
    /// <summary>How many rows of all tables a batch deletes: small enough for a transaction of some ten milliseconds.</summary>
    private const int BatchRows = 1_000;

    /// <summary>Looking takes at most one part in so many of the time, however much is kept that has to be passed over.</summary>
    private const int LookShare = 20;

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(1);

    private readonly IExecutionStore store;
    private readonly IStepDataStore stepData;
    private readonly IReadOnlyList<(ExecutionStatus Status, TimeSpan Age)> ages;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private bool isFailing;

    public Retention(IExecutionStore store, IStepDataStore stepData, PerdureOptions options, TimeProvider time, ILogger<Retention> logger)
    {
        this.store = store;
        this.stepData = stepData;
        this.time = time;
        this.logger = new EngineLogger(logger);
        ages = options.Retention.Ages;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            TimeSpan pause = ShortestPause;
            try
            {
                foreach ((ExecutionStatus status, TimeSpan age) in ages)
                {
                    TimeSpan look = await DeleteAsync(deleting => store.DeleteFinishedAsync(status, age, BatchRows, deleting), stoppingToken).ConfigureAwait(false);
                    if (look * LookShare > pause) pause = look * LookShare;
                }

                await DeleteAsync(deleting => stepData.DeleteExpiredCacheAsync(BatchRows, deleting), stoppingToken).ConfigureAwait(false);

                isFailing = false;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotDeleted(logger, isFailing ? LogLevel.Debug : LogLevel.Warning, failure);
                isFailing = true;
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Deletes until there is nothing more, and rests after each batch for as long as it took.</summary>
    /// <returns>How long it took to find nothing.</returns>
    private async Task<TimeSpan> DeleteAsync(Func<CancellationToken, ValueTask<int>> delete, CancellationToken cancellationToken)
    {
        while (true)
        {
            long began = time.GetTimestamp();
            int deleted = await delete(cancellationToken).ConfigureAwait(false);
            TimeSpan took = time.GetElapsedTime(began);
            if (deleted == 0) return took;
            await Task.Delay(took, time, cancellationToken).ConfigureAwait(false);
        }
    }

    [LoggerMessage(EventId = 801, Message = "Finished runs could not be deleted; it is tried again in a minute")]
    private static partial void LogNotDeleted(ILogger logger, LogLevel level, Exception failure);
}
