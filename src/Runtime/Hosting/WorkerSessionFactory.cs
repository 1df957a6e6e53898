using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Checkpoints;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Locks;
using Perdure.Payloads;
using Perdure.Publishing;
using Perdure.Queues;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Streams;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Puts an incarnation together and registers it.</summary>
internal sealed class WorkerSessionFactory(
    IExecutionStore store,
    IStepDataStore stepData,
    IQueueStore queues,
    IStreamStore streamStore,
    PerdureOptions options,
    RegistryCollection registries,
    PlanBook book,
    IPublishedStore published,
    AgentRegistry agents,
    PayloadSerializer serializer,
    WorkerName name,
    LocalWorker local,
    Wakeups wakeups,
    Notifier notifier,
    EngineTelemetry telemetry,
    IServiceProvider provider,
    TimeProvider time,
    ILoggerFactory loggers)
{
    public async Task<WorkerSession> BeginAsync(string workerName, CancellationToken cancellationToken)
    {
        ILogger logger = new EngineLogger(loggers.CreateLogger("Perdure.Worker"));
        await book.RefreshAsync(cancellationToken).ConfigureAwait(false);
        book.RefuseClash();
        var incarnation = new Incarnation(Guid.CreateVersion7(time.GetUtcNow()), workerName, [.. book.Plans.Values], [.. options.Queues.Distinct(StringComparer.Ordinal)]);
        var locks = new LockManager(store, incarnation, options, time, logger);
        if (registries.Queues.Count > 0) await queues.RegisterAsync([.. registries.Queues.Values], cancellationToken).ConfigureAwait(false);
        await locks.RegisterAsync(cancellationToken).ConfigureAwait(false);

        // Not cut off by a stop: who is registered has to become a session, which says at its end that nobody needs to wait for its lease.
        if (workerName == name.Wanted) await store.DeclareNameDeadAsync(workerName, incarnation.Id, CancellationToken.None).ConfigureAwait(false);

        var writer = new CheckpointWriter(store, incarnation.Id, options.Lanes, time, logger, notifier.Committed);
        var patience = new Patience(time, logger, locks.Over, refusal =>
        {
            local.Fail(refusal, time.GetTimestamp());
            locks.End();
        });
        var heartbeats = new Heartbeats(stepData, incarnation.Id, patience, time, logger);
        var streams = new StreamAppender(streamStore, incarnation.Id, patience, wakeups, notifier, time, logger, locks.Over);
        var executor = new StepExecutor(provider, agents, serializer, new StepTransactions(store, incarnation.Id, patience), heartbeats, streams, options.MaxSteps, telemetry, time, logger, options.Agents);
        var starts = new StartWatch(time);
        var items = new ItemReader(store, serializer);
        var services = new RunServices(
            store,
            writer,
            new StateManager(store, incarnation.Id, time, hasAgents: registries.Agents.Count > 0),
            items,
            new UndoReader(store, items),
            executor,
            new DecisionMaker(provider, serializer, stepData, patience),
            new StepCache(stepData, serializer, patience, time, logger),
            new QueueKeyReader(provider, serializer),
            new QueueGranter(queues, patience, notifier.Mail, registries.Queues.Count > 0, options.SlowPoll, time, logger),
            new AnswerChecker(provider, agents, serializer),
            new RemoteStopper(provider, agents, serializer, options.Agents, time, logger),
            options.Agents,
            locks,
            starts,
            patience,
            notifier,
            telemetry.Meter,
            options.MaxRecoveries,
            time,
            logger);
        return new WorkerSession(options, services, new Coordinator(services, book.Plans), local, wakeups, new PublishedWatch(book, published, services, wakeups, options.SlowPoll));
    }
}
