using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Locks;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Streams;
using Perdure.Telemetry;

namespace Perdure.Steps;

/// <summary>Runs attempts of steps: within the lease, within the limit of steps in flight, within the attempt's time.</summary>
internal sealed partial class StepExecutor : IDisposable
{
    /// <summary>How long cancelled code may take to notice before it is left behind.</summary>
    private static readonly TimeSpan Heed = TimeSpan.FromSeconds(1);

    private readonly IServiceProvider services;
    private readonly AgentRegistry agents;
    private readonly PayloadSerializer serializer;
    private readonly ChildCalls children;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly EngineTelemetry telemetry;
    private readonly Func<StepStart, CancellationToken, Task<StepOutcome>> attempt;
    private readonly StepTransactions transactions;
    private readonly Heartbeats heartbeats;
    private readonly StreamAppender streams;
    private readonly AgentOptions agentOptions;
    private readonly AgentPayloads payloads;
    private readonly SemaphoreSlim slots;
    private readonly int maxSteps;

    public StepExecutor(IServiceProvider services, AgentRegistry agents, PayloadSerializer serializer, StepTransactions transactions, Heartbeats heartbeats, StreamAppender streams, int maxSteps, EngineTelemetry telemetry, TimeProvider time, ILogger logger, AgentOptions? agentOptions = null)
    {
        this.agentOptions = agentOptions ?? new AgentOptions();
        payloads = new AgentPayloads(serializer);
        this.telemetry = telemetry;
        this.maxSteps = maxSteps;
        this.transactions = transactions;
        attempt = AttemptAsync;
        this.services = services;
        this.agents = agents;
        this.serializer = serializer;
        children = new ChildCalls(serializer);
        this.heartbeats = heartbeats;
        this.streams = streams;
        this.time = time;
        this.logger = logger;
        slots = new SemaphoreSlim(maxSteps);
    }

    /// <summary>How many attempts are under way.</summary>
    public int Running => maxSteps - slots.CurrentCount;

    public void Dispose()
    {
        heartbeats.Dispose();
        streams.Dispose();
        slots.Dispose();
    }

    /// <summary>Runs one attempt. Never throws: whatever happens is the outcome.</summary>
    /// <param name="start">The attempt.</param>
    /// <param name="lease">The lease under which it may start.</param>
    /// <param name="ending">Cancelled when the attempt is to end: the run is cancelled, its lease is lost, the worker's grace time is over.</param>
    public async Task<StepOutcome> ExecuteAsync(StepStart start, LeaseClock lease, CancellationToken ending)
    {
        // The scarcer place first: whoever waits for a transaction takes no room from other steps.
        TransactionPlace? place = null;
        try
        {
            if (start.IsTransactional) place = await transactions.EnterAsync(ending).ConfigureAwait(false);
            await slots.WaitAsync(ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            place?.Leave();
            return new StepOutcome(start.Unit, null, null, Interrupted: true, []);
        }

        try
        {
            await lease.WaitUntilMayStartAsync(ending).ConfigureAwait(false);

            // That a child's result is taken belongs to an attempt that has been told of.
            if (start.Ended is not null) return await AttemptAsync(start, ending).ConfigureAwait(false);
            return await telemetry.AttemptAsync(start, place is null ? attempt : (begun, ended) => AttemptAsync(begun, place, ended), ending).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            return new StepOutcome(start.Unit, null, null, Interrupted: true, []);
        }
        catch (Exception failure)
        {
            // What went wrong around the step's own code, as when the host's services are gone: the run must hear of it, or it would wait for ever.
            return new StepOutcome(start.Unit, null, failure, Interrupted: false, []);
        }
        finally
        {
            slots.Release();
            place?.LeaveUnlessUsed();
        }
    }

    private Task<StepOutcome> AttemptAsync(StepStart start, CancellationToken ending) => AttemptAsync(start, place: null, ending);

    private async Task<StepOutcome> AttemptAsync(StepStart start, TransactionPlace? place, CancellationToken ending)
    {
        // Before the attempt's time begins: it is not the step that waits for a connection.
        StepTransaction? transaction = place is null ? null : await place.BeginAsync(start, ending).ConfigureAwait(false);
        using var limit = new AttemptLimit(start, time);
        using var pulse = new AttemptPulse(start, heartbeats, serializer, time);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(ending, limit.Token, pulse.Silence);
        AsyncServiceScope scope = services.CreateAsyncScope();
        var call = new RuntimeStepCall(start, agents, serializer, payloads, telemetry, pulse, streams, scope.ServiceProvider, transaction, agentOptions, time, attempt.Token);
        StepOutcome outcome = await AttemptAsync(start, call, scope, transaction, pulse, limit, attempt.Token, ending).ConfigureAwait(false);
        await pulse.EndAsync(hasResult: outcome is { Failure: null, Interrupted: false }).ConfigureAwait(false);
        return call.Remote is { } remote ? outcome with { Remote = remote } : outcome;
    }

    private async Task<StepOutcome> AttemptAsync(
        StepStart start, RuntimeStepCall call, AsyncServiceScope scope, StepTransaction? transaction, AttemptPulse pulse, AttemptLimit limit, CancellationToken attempt, CancellationToken ending)
    {

        // On the pool: a step may compute for long before its first await, and its run's driver must not wait for that.
        Task<StepResult> work = Task.Run(() => CallAsync(start, call, transaction), CancellationToken.None);
        try
        {
            return (await work.WaitAsync(attempt).ConfigureAwait(false)).Of(start.Unit, call.Calls);
        }
        catch (Exception) when (transaction?.GiveUp() == false)
        {
            return await CommittedAsync(start, call, work).ConfigureAwait(false);
        }
        catch (Exception) when (ending.IsCancellationRequested)
        {
            // Whatever it throws now: code that is cut off does not always say so with the right exception, and being cut off is no failure of its own.
            // But what has come to its end all the same has a result, and its effects: doing that again would be worse.
            await HeedAsync(work).ConfigureAwait(false);
            return work.IsCompletedSuccessfully
                ? (await work.ConfigureAwait(false)).Of(start.Unit, call.Calls)
                : new StepOutcome(start.Unit, null, null, Interrupted: true, call.Calls);
        }
        catch (Exception cutOff) when (limit.IsOver)
        {
            return new StepOutcome(start.Unit, null, limit.Describe(cutOff), Interrupted: false, call.Calls) { IsLast = limit.IsTotal, IsCutOff = true };
        }
        catch (Exception cutOff) when (pulse.IsSilent)
        {
            var silent = new TimeoutException(
                $"Execution {start.ExecutionId}: step '{start.Step.Id}' was not heard of for {start.Step.HeartbeatTimeout} in attempt {start.Attempt}: let it call StepContext.Heartbeat more often, or allow for more in its [Heartbeat]", cutOff);
            return new StepOutcome(start.Unit, null, silent, Interrupted: false, call.Calls) { IsCutOff = true };
        }
        catch (AgentAsksException)
        {
            return new StepOutcome(start.Unit, null, null, Interrupted: false, call.Calls);
        }
        catch (AttemptLostException lost)
        {
            return new StepOutcome(start.Unit, null, null, Interrupted: true, call.Calls) { Reason = lost.Message };
        }
        catch (Exception failure)
        {
            return Failed(start, call, failure, transaction);
        }
        finally
        {
            await LeaveAsync(start, call, work, scope, transaction).ConfigureAwait(false);
        }
    }

    /// <summary>The commit of a step's own transaction is under way, or has come to its end: what became of it is what became of the attempt, however late it is.</summary>
    private static async Task<StepOutcome> CommittedAsync(StepStart start, RuntimeStepCall call, Task<StepResult> work)
    {
        try
        {
            return (await work.ConfigureAwait(false)).Of(start.Unit, call.Calls);
        }
        catch (AttemptLostException lost)
        {
            return new StepOutcome(start.Unit, null, null, Interrupted: true, call.Calls) { Reason = lost.Message };
        }
        catch (Exception failure)
        {
            return Failed(start, call, failure, transaction: null);
        }
    }

    private static StepOutcome Failed(StepStart start, RuntimeStepCall call, Exception failure, StepTransaction? transaction) =>
        new(start.Unit, null, failure, Interrupted: false, call.Calls) { Reason = start.IsTransactional ? TransactionConflict.Describe(failure, transaction) : null };

    private async Task<StepResult> CallAsync(StepStart start, RuntimeStepCall call, StepTransaction? transaction)
    {
        if (start is { IsUndo: false, Ended: null, Step.Child: not null }) return new StepResult(null, IsDone: false, Tag: null) { Child = children.Make(start, call) };
        if (start.Ended is { } ended) return Take(start, call, ended);
        if (start.IsUndo)
        {
            await start.Plan.Runner.CompensateAsync(start.Unit.Step, call).ConfigureAwait(false);
            await call.FlushAsync().ConfigureAwait(false);
            return new StepResult(null, IsDone: false, Tag: null);
        }

        object? value = await start.Plan.Runner.RunAsync(start.Unit.Step, call).ConfigureAwait(false);

        // Before the result is: whoever sees that has all that was emitted.
        await call.FlushAsync().ConfigureAwait(false);
        StoredPayload? output = start.Step.Output is { } type ? serializer.Store(value, type, new PayloadPlace(start.ExecutionId), $"the result of step '{start.Step.Id}'") : null;

        // A mapped step has as many results as items, and none that the run could be found by.
        string? tag = start.Unit.Item == 0 && start.Step.Tag is { } name ? TagText.Of(start.Step.Id, name, value) : null;
        var result = new StepResult(output, start.Unit.Round > 0 && EndsLoop(start, call, output), tag);
        if (transaction is not null) await transaction.CommitAsync(output, result.IsDone, result.Tag).ConfigureAwait(false);
        return result;
    }

    private StepResult Take(StepStart start, RuntimeStepCall call, ChildResult child)
    {
        StoredPayload? output = children.Take(start, child);
        string? tag = start.Unit.Item == 0 && start.Step.Tag is { } name ? TagText.Of(start.Step.Id, name, children.Read(start, output)) : null;
        return new StepResult(output, start.Unit.Round > 0 && EndsLoop(start, call, output), tag);
    }

    /// <summary>Within the attempt, and before its commit: a predicate that throws fails it, and its verdict is recorded with the round.</summary>
    private static bool EndsLoop(StepStart start, RuntimeStepCall call, StoredPayload? output)
    {
        call.EndRound(output);
        return start.Plan.Runner.IsDone(start.Unit.Step, call);
    }

    /// <summary>What an attempt came to.</summary>
    private sealed record StepResult(StoredPayload? Output, bool IsDone, string? Tag)
    {
        public ChildStart? Child { get; init; }

        public StepOutcome Of(StepUnit unit, IReadOnlyList<AgentCall> calls) => new(unit, Output, null, Interrupted: false, calls) { IsDone = IsDone, Tag = Tag, Child = Child };
    }

    /// <summary>Code that does not heed its token goes on after its attempt has ended: its services live until it is done, and its result is not used.</summary>
    private async Task LeaveAsync(StepStart start, RuntimeStepCall call, Task work, AsyncServiceScope scope, StepTransaction? transaction)
    {
        await HeedAsync(work).ConfigureAwait(false);
        await call.EndStreamAsync(time).ConfigureAwait(false);
        bool ended = work.IsCompleted;
        Task disposed = DisposeAfterAsync(start, call, work, scope, transaction);
        if (!ended)
        {
            LogAbandoned(logger, start.Step.Id, start.ExecutionId, start.Attempt);
            return;
        }

        await HeedAsync(disposed).ConfigureAwait(false);
        if (!disposed.IsCompleted) LogDisposalAbandoned(logger, start.Step.Id, start.ExecutionId);
    }

    /// <summary>Gives code that is to end its time to do so.</summary>
    private async Task HeedAsync(Task work)
    {
        if (!work.IsCompleted) await work.WaitAsync(Heed, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task DisposeAfterAsync(StepStart start, RuntimeStepCall call, Task work, AsyncServiceScope scope, StepTransaction? transaction)
    {
        await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (transaction is not null) await transaction.DisposeAsync().ConfigureAwait(false);
        try
        {
            // On the pool where a service may have been made: its end is the user's code, which may take as long as it likes before its first await.
            await (call.HasServices ? Task.Run(async () => await scope.DisposeAsync().ConfigureAwait(false)) : scope.DisposeAsync().AsTask()).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // The attempt's outcome stands: what a service does when it is disposed comes after the result.
            LogNotDisposed(logger, failure, start.Step.Id, start.ExecutionId);
        }
    }

    [LoggerMessage(301, LogLevel.Warning, "Step '{Step}' of execution {ExecutionId} does not heed its cancellation token: attempt {Attempt} goes on in the background, and its result is not used")]
    private static partial void LogAbandoned(ILogger logger, string step, Guid executionId, int attempt);

    [LoggerMessage(302, LogLevel.Warning, "A service of step '{Step}' of execution {ExecutionId} failed when it was disposed")]
    private static partial void LogNotDisposed(ILogger logger, Exception failure, string step, Guid executionId);

    [LoggerMessage(303, LogLevel.Warning, "A service of step '{Step}' of execution {ExecutionId} does not come to its end when it is disposed: it is left behind")]
    private static partial void LogDisposalAbandoned(ILogger logger, string step, Guid executionId);
}
