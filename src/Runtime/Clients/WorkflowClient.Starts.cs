using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Npgsql;
using Perdure.Coordination;
using Perdure.Payloads;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Starts.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>Starts a run. When it returns, the run is committed and will end, whatever happens to this process.</summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="input">The input; stored as JSON.</param>
    /// <param name="startOptions">Key, delay or debounce, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The run.</returns>
    /// <exception cref="PayloadException">The input cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="StartConflictException">The workflow was started under the same <see cref="StartOptions.Key"/> with another input.</exception>
    /// <exception cref="StartBlockedException">A transaction that is not committed yet holds the same <see cref="StartOptions.Key"/>.</exception>
    /// <exception cref="DatabaseRefusalException">The database is not there, does not let Perdure in, or lacks the rights or the schema.</exception>
    public async ValueTask<WorkflowHandle<TOut>> StartAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, TIn input, StartOptions? startOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (startOptions is { Debounce: not null })
            return await DebounceAsync<TOut>(plan, startOptions, id => serializer.Store(input, plan.Input!, new PayloadPlace(id), $"the input of workflow '{plan.Name}'"), cancellationToken).ConfigureAwait(false);
        NewExecution run = Describe(plan, input, startOptions);
        return new WorkflowHandle<TOut>(this, run.Id, plan, await telemetry.StartAsync(run, begin, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Starts a run without any options. When it returns, the run is committed and will end, whatever happens to this process.</summary>
    /// <inheritdoc cref="StartAsync{TIn, TOut}(WorkflowPlan{TIn, TOut}, TIn, StartOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask<WorkflowHandle<TOut>> StartAsync<TIn, TOut>(WorkflowPlan<TIn, TOut> plan, TIn input, CancellationToken cancellationToken) =>
        StartAsync(plan, input, startOptions: null, cancellationToken);

    /// <summary>Starts a run of a workflow without an input. When it returns, the run is committed and will end, whatever happens to this process.</summary>
    /// <typeparam name="TOut">What the workflow returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="startOptions">Key, delay or debounce, queue and priority.</param>
    /// <param name="cancellationToken">Ends the call. A run whose start was under way may or may not have been started.</param>
    /// <returns>The run.</returns>
    /// <exception cref="StartBlockedException">A transaction that is not committed yet holds the same <see cref="StartOptions.Key"/>.</exception>
    /// <exception cref="DatabaseRefusalException">The database is not there, does not let Perdure in, or lacks the rights or the schema.</exception>
    public ValueTask<WorkflowHandle<TOut>> StartAsync<TOut>(WorkflowPlan<TOut> plan, StartOptions? startOptions = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return StartWithoutInputAsync<TOut>(plan, startOptions, cancellationToken);
    }

    private async ValueTask<WorkflowHandle<TOut>> StartWithoutInputAsync<TOut>(WorkflowPlan plan, StartOptions? startOptions, CancellationToken cancellationToken)
    {
        if (startOptions is { Debounce: not null }) return await DebounceAsync<TOut>(plan, startOptions, static _ => null, cancellationToken).ConfigureAwait(false);
        NewExecution run = Describe(plan, startOptions, static () => SHA256.HashData([]));
        return new WorkflowHandle<TOut>(this, run.Id, plan, await telemetry.StartAsync(run, begin, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Starts a run of a workflow without an input and without any options. When it returns, the run is committed and will end, whatever happens to this process.</summary>
    /// <inheritdoc cref="StartAsync{TOut}(WorkflowPlan{TOut}, StartOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask<WorkflowHandle<TOut>> StartAsync<TOut>(WorkflowPlan<TOut> plan, CancellationToken cancellationToken) => StartAsync(plan, startOptions: null, cancellationToken);

    /// <summary>Joins a transaction of yours: what is started through the result is there if and only if the transaction commits, together with whatever else you write in it.</summary>
    /// <param name="transaction">An open transaction of the database that this client uses. Whoever began it commits it or rolls it back; its isolation level, role and search path are its own.</param>
    /// <returns>Starts within the transaction.</returns>
    /// <example><c>await client.Within(transaction).StartAsync(ShipOrder.Definition, order);</c></example>
    public TransactionalStarts Within(NpgsqlTransaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return new TransactionalStarts(this, transaction);
    }

    internal NewExecution Describe<TIn, TOut>(WorkflowPlan<TIn, TOut> plan, TIn input, StartOptions? startOptions)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var what = $"the input of workflow '{plan.Name}'";
        NewExecution run = Describe(plan, startOptions, () => serializer.Hash(input, plan.Input!, what));
        return run with { Input = serializer.Store(input, plan.Input!, new PayloadPlace(run.Id), what) };
    }

    internal NewExecution Describe<TOut>(WorkflowPlan<TOut> plan, StartOptions? startOptions)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return Describe(plan, startOptions, static () => SHA256.HashData([]));
    }

    /// <summary>Starts a run in the caller's transaction. No worker holds it in advance, this process's neither: nobody knows yet whether it will be there.</summary>
    internal async ValueTask<WorkflowHandle<TOut>> StartWithinAsync<TOut>(WorkflowPlan plan, DbTransaction transaction, NewExecution run, CancellationToken cancellationToken)
    {
        await telemetry.StartAsync<LocalRun?>(
            run,
            async (traced, token) =>
            {
                Refuse(await store.StartWithinAsync(transaction, [traced], token).ConfigureAwait(false));
                return null;
            },
            cancellationToken).ConfigureAwait(false);
        return new WorkflowHandle<TOut>(this, run.Id, plan) { IsUncommitted = true };
    }

    private static void Refuse(IReadOnlyList<NewExecution> conflicts)
    {
        if (conflicts.Count > 0) throw new StartConflictException(conflicts[0].Id, conflicts[0].Workflow, conflicts[0].Key!);
    }

    private NewExecution Describe(WorkflowPlan plan, StartOptions? startOptions, Func<byte[]> hash)
    {
        startOptions ??= new StartOptions();
        startOptions.Validate();
        if (startOptions.Debounce is not null) throw new ArgumentException("StartOptions.Debounce is for single starts: leave it out within a transaction and where many are started at once");
        Guid id = startOptions.Key is { } key ? KeyedStart.IdOf(plan.Name, key) : Guid.CreateVersion7(time.GetUtcNow());
        return new NewExecution(id, plan.Name, plan.Version, startOptions.Queue, startOptions.Priority, Input: null)
        {
            Key = startOptions.Key,
            InputHash = startOptions.Key is null ? null : hash(),
            Delay = startOptions.Delay,
            EndsBy = startOptions.Deadline,
            EndsIn = startOptions.Deadline is null ? startOptions.Timeout ?? plan.Timeout : null,
            Tags = startOptions.Tags,
        };
    }

    private async ValueTask<LocalRun?> BeginAsync(NewExecution run, CancellationToken cancellationToken)
    {
        if (run.Delay == TimeSpan.Zero && run.Tags.Count == 0 && run.EndsBy is null && await worker.TryStartAsync(run).AsTask().WaitAsync(cancellationToken).ConfigureAwait(false) is { } local) return local;
        await unserved.StartingAsync(run, cancellationToken).ConfigureAwait(false);
        await starts.StartAsync(run, cancellationToken).ConfigureAwait(false);
        notifier.Ready();
        return null;
    }
}
