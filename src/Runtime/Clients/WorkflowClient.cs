using System.Collections.ObjectModel;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Events;
using Perdure.Payloads;
using Perdure.Publishing;
using Perdure.Storage;
using Perdure.Streams;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Starts runs and asks for them. Safe for use by many threads.</summary>
public sealed partial class WorkflowClient
{
    private const int PageSize = 200;
    private readonly IExecutionStore store;
    private readonly StartQueue starts;
    private readonly ReadQueue reads;
    private readonly LocalWorker worker;
    private readonly PayloadSerializer serializer;
    private readonly Wakeups wakeups;
    private readonly Notifier notifier;
    private readonly NotificationListener listener;
    private readonly PerdureOptions options;
    private readonly TimeProvider time;
    private readonly Patience patience;
    private readonly EngineTelemetry telemetry;
    private readonly Func<NewExecution, CancellationToken, ValueTask<LocalRun?>> begin;
    private readonly EventTail tail;
    private readonly StreamTail streams;
    private readonly UnservedRuns unserved;

    internal WorkflowClient(
        IExecutionStore store, StartQueue starts, ReadQueue reads, LocalWorker worker, PayloadSerializer serializer, Wakeups wakeups, Notifier notifier, NotificationListener listener, PerdureOptions options, TimeProvider time, EngineTelemetry telemetry, StreamTail streams, RegistryCollection registries, PlanBook book, IPublishedStore published, ILogger<WorkflowClient> logger)
    {
        this.store = store;
        this.starts = starts;
        this.reads = reads;
        this.worker = worker;
        this.serializer = serializer;
        this.wakeups = wakeups;
        this.notifier = notifier;
        this.listener = listener;
        this.options = options;
        this.time = time;
        this.telemetry = telemetry;
        this.streams = streams;
        begin = BeginAsync;
        patience = new Patience(time, logger, CancellationToken.None);
        unserved = new UnservedRuns(store, book, options, patience, time, logger);
        this.registries = registries;
        this.book = book;
        this.published = published;
        tail = new EventTail(store, wakeups, notifier, listener, options, time, patience);
    }

    /// <summary>A run that was started earlier, perhaps by another process.</summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="executionId">The run's id.</param>
    /// <returns>The run; whether it exists is asked when it is used.</returns>
    public WorkflowHandle<TOut> GetHandle<TIn, TOut>(WorkflowPlan<TIn, TOut> plan, Guid executionId)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new WorkflowHandle<TOut>(this, executionId, plan);
    }

    /// <summary>A run, without an input, that was started earlier, perhaps by another process.</summary>
    /// <typeparam name="TOut">What the workflow returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="executionId">The run's id.</param>
    /// <returns>The run; whether it exists is asked when it is used.</returns>
    public WorkflowHandle<TOut> GetHandle<TOut>(WorkflowPlan<TOut> plan, Guid executionId)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new WorkflowHandle<TOut>(this, executionId, plan);
    }

    /// <summary>Asks where a run stands.</summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>What is known of it; null where there is no such run.</returns>
    public async ValueTask<ExecutionInfo?> GetAsync(Guid executionId, CancellationToken cancellationToken = default)
    {
        ExecutionRow? row = await store.GetAsync(executionId, cancellationToken).ConfigureAwait(false);
        return row?.ToInfo();
    }

    /// <summary>Waits until a run has ended, however it ended.</summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the wait, not the run.</param>
    /// <returns>What is known of it then.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<ExecutionInfo> WaitAsync(Guid executionId, CancellationToken cancellationToken = default) =>
        (await WaitForEndAsync(executionId, cancellationToken).ConfigureAwait(false)).ToInfo();

    /// <summary>Lists runs, newest first, page by page as they are asked for.</summary>
    /// <param name="filter">Which; null: all.</param>
    /// <param name="cancellationToken">Ends the list.</param>
    /// <returns>The runs.</returns>
    public async IAsyncEnumerable<ExecutionInfo> ListAsync(ExecutionFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        filter ??= new ExecutionFilter();
        int left = filter.Limit ?? int.MaxValue;
        DateTimeOffset? before = filter.CreatedBefore;
        Guid? beforeId = null;
        while (left > 0)
        {
            IReadOnlyList<ExecutionRow> page = await store.ListAsync(
                new ListRequest(filter.Workflow, filter.Status, before, beforeId, Math.Min(left, PageSize)) { Tags = filter.Tags ?? ReadOnlyDictionary<string, string>.Empty }, cancellationToken).ConfigureAwait(false);
            foreach (ExecutionRow row in page) yield return row.ToInfo();
            if (page.Count < Math.Min(left, PageSize)) yield break;
            left -= page.Count;
            (before, beforeId) = (page[^1].CreatedAt, page[^1].Id);
        }
    }

    /// <summary>
    /// Reads what happens to all runs, and goes on as it happens: each event once, those of a run in order, none left out whatever order transactions are committed in. Of runs that
    /// retention has deleted there are no events. Where a connection breaks, it asks again.
    /// </summary>
    /// <param name="from">Where to begin: <see cref="EventPosition.Start"/>, <see cref="GetEventPositionAsync"/>, or the <see cref="ExecutionEvent.Position"/> of the last event that was dealt with.</param>
    /// <param name="options">Which events, and whether to wait for more. Default: all, and it waits.</param>
    /// <param name="cancellationToken">Ends the reading; without it, one that waits for more has no end.</param>
    /// <returns>The events.</returns>
    /// <exception cref="ArgumentException">The position is one in the events of a single run, or an option has no meaning.</exception>
    public IAsyncEnumerable<ExecutionEvent> TailAsync(EventPosition from, TailOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(from);
        options ??= new TailOptions();
        options.Validate();
        return from.Run is not { } run
            ? tail.ReadAllAsync(from, options, cancellationToken)
            : throw new ArgumentException($"The position is one in the events of execution {run}: call TailAsync(executionId, from), or begin at EventPosition.Start", nameof(from));
    }

    /// <summary>Reads what happens to a run, in order, until it has ended.</summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="from">Where to begin: the <see cref="ExecutionEvent.Position"/> of the last event of this run that was dealt with; null: its first event.</param>
    /// <param name="options">Which events, and whether to wait for more. Default: all, and it waits until the run has ended.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The events.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="ArgumentException">The position is one in the events of all runs, or of another run, or an option has no meaning.</exception>
    public IAsyncEnumerable<ExecutionEvent> TailAsync(
        Guid executionId, EventPosition? from = null, TailOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TailOptions();
        options.Validate();
        from ??= EventPosition.Start;
        return from.Run == executionId || from == EventPosition.Start
            ? tail.ReadRunAsync(executionId, from.Seq, options, cancellationToken)
            : throw new ArgumentException($"The position is {(from.Run is { } run ? $"one in the events of execution {run}" : "one in the events of all runs")}: take that of an event of execution {executionId}, or leave it out", nameof(from));
    }

    /// <summary>The place behind all events of all runs that are committed now, to read from there what happens next.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>The position.</returns>
    public async ValueTask<EventPosition> GetEventPositionAsync(CancellationToken cancellationToken = default)
    {
        TailEnd end = await patience.AskAsync(store.ReadTailEndAsync, cancellationToken).ConfigureAwait(false);
        return EventPosition.OfAll(end.Batches, end.Passed);
    }

    internal async ValueTask<TOut> GetResultAsync<TOut>(Guid executionId, WorkflowPlan plan, LocalRun? local, CancellationToken cancellationToken)
    {
        if (local is not null && await local.Left.WaitAsync(cancellationToken).ConfigureAwait(false) is { Status: ExecutionStatus.Success } end)
            return plan.Output is null ? default! : serializer.Read<TOut>(end.Output, plan.Output, new PayloadPlace(executionId), $"the result of execution {executionId}");
        ExecutionRow row = await WaitForEndAsync(executionId, cancellationToken).ConfigureAwait(false);

        // JSON of another shape would often be read as an object of defaults, without an error.
        if (row.Workflow != plan.Name) throw new InvalidOperationException($"Execution {executionId} is of workflow '{row.Workflow}', and the handle of '{plan.Name}': use the other workflow's Definition");
        return row.Status switch
        {
            ExecutionStatus.Success when plan.Output is null => default!,
            ExecutionStatus.Success => serializer.Read<TOut>(row.Output, plan.Output, new PayloadPlace(executionId), $"the result of execution {executionId}"),
            ExecutionStatus.Failed or ExecutionStatus.Compensated => throw new WorkflowFailedException(row.ToInfo(), row.ToInfo().Error!),
            _ => throw new WorkflowCancelledException(row.ToInfo()),
        };
    }

    /// <summary>Notifications are hints: what ends the wait is what the table says, asked again at every hint and at every slow poll.</summary>
    private async ValueTask<ExecutionRow> WaitForEndAsync(Guid executionId, CancellationToken cancellationToken)
    {
        await listener.EnsureStartedAsync(cancellationToken).ConfigureAwait(false);
        for (var isFirst = true; ; isFirst = false)
        {
            // Registered before the read, so that an end between the read and the wait is not missed.
            using Wakeups.Waiter waiter = wakeups.WaitForEnd(executionId);
            ExecutionRow? row = await reads.GetAsync(executionId, cancellationToken).ConfigureAwait(false);
            if (row is null) throw new ExecutionNotFoundException(executionId);
            if (row.Status.IsFinished()) return row;
            await unserved.WaitingAsync(row, isFirst, cancellationToken).ConfigureAwait(false);
            TimeSpan poll = listener.IsListening ? options.SlowPoll : TimeSpan.FromMilliseconds(Math.Min(250, options.SlowPoll.TotalMilliseconds));
            await waiter.WaitAsync(poll, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
