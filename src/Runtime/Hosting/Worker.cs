using System.Reflection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Perdure.Coordination.Notices;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>The hosted service that runs workflows: incarnation after incarnation, each until the host stops or the database says that it is over.</summary>
internal sealed partial class Worker : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly PerdureDatabase database;
    private readonly PerdureOptions options;
    private readonly WorkerSessionFactory sessions;
    private readonly WorkerName name;
    private readonly LocalWorker local;
    private readonly RegistryCollection registries;
    private readonly NotificationListener listener;
    private readonly EngineMeter meter;
    private readonly TimeProvider time;
    private readonly ILogger logger;

    public Worker(
        PerdureDatabase database, PerdureOptions options, WorkerSessionFactory sessions, WorkerName name, LocalWorker local, RegistryCollection registries, NotificationListener listener, EngineMeter meter, TimeProvider time, EngineLogger<Worker> logger)
    {
        this.database = database;
        this.options = options;
        this.sessions = sessions;
        this.name = name;
        this.local = local;
        this.registries = registries;
        this.listener = listener;
        this.meter = meter;
        this.time = time;
        this.logger = logger;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (registries.Plans.Count == 0 && registries.Agents.Count == 0) LogNoWorkflows(logger);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RunSessionAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (PerdureConfigurationException)
            {
                // Trying again would not help: the host stops and says why.
                throw;
            }
            catch (Exception failure)
            {
                DatabaseRefusalException? refusal = DatabaseRefusalException.Of(failure);
                local.Fail(refusal ?? failure, time.GetTimestamp());
                LogFailed(logger, refusal ?? failure);
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunSessionAsync(CancellationToken stoppingToken)
    {
        WorkerFailure? earlier = local.Failure;
        await database.OpenAsync(stoppingToken).ConfigureAwait(false);
        await listener.TryListenAsync(stoppingToken).ConfigureAwait(false);
        WorkerSession session = await sessions.BeginAsync(name.Current, stoppingToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            LogStarted(logger, session.Name, session.Id, registries.Plans.Count, PerdureDatabase.WorkerBudget(options, registries.Plans.Values));
            meter.Began();
            if (!listener.IsListening) LogPolling(logger, session.Name);
            await session.RunAsync(stoppingToken).ConfigureAwait(false);
        }

        // Refused while a run was driven: the next incarnation begins after a pause, and the log says why.
        if (local.Failure is { Cause: DatabaseRefusalException refusal } && local.Failure != earlier && !stoppingToken.IsCancellationRequested) throw refusal;
    }

    [LoggerMessage(1, LogLevel.Information, "Worker '{Worker}' started as {Incarnation} with {Plans} plans; it opens at most {Connections} connections")]
    private static partial void LogStarted(ILogger logger, string worker, Guid incarnation, int plans, int connections);

    [LoggerMessage(2, LogLevel.Warning, "No workflow was added, so this worker runs nothing: call AddWorkflows() in AddPerdure, or set PerdureOptions.RunWorker to false where only other hosts run workflows")]
    private static partial void LogNoWorkflows(ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "The worker failed and begins anew")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(4, LogLevel.Warning, "Worker '{Worker}' has no direct connection to the database: it polls, and its runs are taken over by lease alone")]
    private static partial void LogPolling(ILogger logger, string worker);
}
