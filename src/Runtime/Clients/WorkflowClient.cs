using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Perdure.Coordination;
using Perdure.Events;
using Perdure.Payloads;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Starts runs and asks for them. Safe for use by many threads.</summary>
public sealed class WorkflowClient
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

    internal WorkflowClient(
        IExecutionStore store, StartQueue starts, ReadQueue reads, LocalWorker worker, PayloadSerializer serializer, Wakeups wakeups, Notifier notifier, NotificationListener listener, PerdureOptions options, TimeProvider time, EngineTelemetry telemetry, ILogger<WorkflowClient> logger)
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
        begin = BeginAsync;
        patience = new Patience(time, logger, CancellationToken.None);
        tail = new EventTail(store, wakeups, notifier, listener, options, time, patience);
    }

    /// <summary>Starts a run. When it returns, the run is committed and will end, whatever happens to this process.</summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="input">The input; stored as JSON.</param>
    /// <param name="startOptions">Key, delay, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The run.</returns>
    /// <exception cref="PayloadException">The input cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="StartConflictException">The workflow was started under the same <see cref="StartOptions.Key"/> with another input.</exception>
    public async ValueTask<WorkflowHandle<TOut>> StartAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, TIn input, StartOptions? startOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var what = $"the input of workflow '{plan.Name}'";
        NewExecution run = Begin(plan, startOptions, () => serializer.Hash(input, plan.Input!, what));
        run = run with { Input = serializer.Store(input, plan.Input!, new PayloadPlace(run.Id), what) };
        return new WorkflowHandle<TOut>(this, run.Id, plan, await telemetry.StartAsync(run, begin, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Starts a run of a workflow without an input. When it returns, the run is committed and will end, whatever happens to this process.</summary>
    /// <typeparam name="TOut">What the workflow returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="startOptions">Key, delay, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The run.</returns>
    public async ValueTask<WorkflowHandle<TOut>> StartAsync<TOut>(WorkflowPlan<TOut> plan, StartOptions? startOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        NewExecution run = Begin(plan, startOptions, static () => SHA256.HashData([]));
        return new WorkflowHandle<TOut>(this, run.Id, plan, await telemetry.StartAsync(run, begin, cancellationToken).ConfigureAwait(false));
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
                new ListRequest(filter.Workflow, filter.Status, before, beforeId, Math.Min(left, PageSize)), cancellationToken).ConfigureAwait(false);
            foreach (ExecutionRow row in page) yield return row.ToInfo();
            if (page.Count < Math.Min(left, PageSize)) yield break;
            left -= page.Count;
            (before, beforeId) = (page[^1].CreatedAt, page[^1].Id);
        }
    }

    /// <summary>Asks a run to end: no further step starts, the tokens of running steps are cancelled, and what they recorded stays.</summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it was asked; false where it had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<bool> CancelAsync(Guid executionId, CancellationToken cancellationToken = default)
    {
        bool asked = await store.CancelAsync(executionId, cancellationToken).ConfigureAwait(false);
        if (asked) notifier.Mail(executionId);
        return asked || await RefuseAsync(executionId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends a run a signal: the step that waits for its name takes it, now or when it comes to wait. Of one name the oldest is taken first, each once.</summary>
    /// <typeparam name="T">What the signal carries.</typeparam>
    /// <param name="executionId">The run's id.</param>
    /// <param name="signal">The signal, from the workflow's generated <c>Signals</c>.</param>
    /// <param name="value">What it carries; stored as JSON.</param>
    /// <param name="cancellationToken">Ends the call. A signal that was under way may or may not have been sent.</param>
    /// <returns>Whether it was sent; false where the run had ended already.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="PayloadException">The value cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    public async ValueTask<bool> SignalAsync<T>(Guid executionId, SignalDefinition<T> signal, T value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signal);
        StoredPayload payload = serializer.Store(value, signal.Type, new PayloadPlace(executionId), $"signal '{signal.Name}'");
        bool sent = await store.SignalAsync(executionId, signal.Name, payload, cancellationToken).ConfigureAwait(false);
        if (sent) notifier.Mail(executionId);
        return sent || await RefuseAsync(executionId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Lets a run go on that was set aside as failed because its workers died of it again and again, once the cause is gone: what it recorded stays, what was cut off starts
    /// again, and its takeovers count anew.
    /// </summary>
    /// <param name="executionId">The run's id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Whether it goes on; false where it was not set aside: a run that failed by itself stays so.</returns>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    public async ValueTask<bool> ResumeAsync(Guid executionId, CancellationToken cancellationToken = default)
    {
        bool resumed = await store.ResumeAsync(executionId, cancellationToken).ConfigureAwait(false);
        if (resumed) notifier.Ready();
        return resumed || await RefuseAsync(executionId, cancellationToken).ConfigureAwait(false);
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
            ExecutionStatus.Failed => throw new WorkflowFailedException(row.ToInfo(), row.ToInfo().Error!),
            _ => throw new WorkflowCancelledException(row.ToInfo()),
        };
    }

    /// <summary>A wish that a run did not take: it has ended, or never was.</summary>
    private async ValueTask<bool> RefuseAsync(Guid executionId, CancellationToken cancellationToken) =>
        await store.GetAsync(executionId, cancellationToken).ConfigureAwait(false) is null ? throw new ExecutionNotFoundException(executionId) : false;

    private NewExecution Begin(WorkflowPlan plan, StartOptions? startOptions, Func<byte[]> hash)
    {
        startOptions ??= new StartOptions();
        startOptions.Validate();
        Guid id = startOptions.Key is { } key ? KeyedStart.IdOf(plan.Name, key) : Guid.CreateVersion7(time.GetUtcNow());
        return new NewExecution(id, plan.Name, plan.Version, startOptions.Queue, startOptions.Priority, Input: null)
        {
            Key = startOptions.Key,
            InputHash = startOptions.Key is null ? null : hash(),
            Delay = startOptions.Delay,
        };
    }

    private async ValueTask<LocalRun?> BeginAsync(NewExecution run, CancellationToken cancellationToken)
    {
        if (run.Delay == TimeSpan.Zero && await worker.TryStartAsync(run).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false) is { } local) return local;
        await starts.StartAsync(run, cancellationToken).ConfigureAwait(false);
        notifier.Ready();
        return null;
    }

    /// <summary>Notifications are hints: what ends the wait is what the table says, asked again at every hint and at every slow poll.</summary>
    private async ValueTask<ExecutionRow> WaitForEndAsync(Guid executionId, CancellationToken cancellationToken)
    {
        await listener.EnsureStartedAsync(cancellationToken).ConfigureAwait(false);
        while (true)
        {
            // Registered before the read, so that an end between the read and the wait is not missed.
            using Wakeups.Waiter waiter = wakeups.WaitForEnd(executionId);
            ExecutionRow? row = await reads.GetAsync(executionId, cancellationToken).ConfigureAwait(false);
            if (row is null) throw new ExecutionNotFoundException(executionId);
            if (row.Status.IsFinished()) return row;
            TimeSpan poll = listener.IsListening ? options.SlowPoll : TimeSpan.FromMilliseconds(Math.Min(250, options.SlowPoll.TotalMilliseconds));
            await waiter.WaitAsync(poll, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
