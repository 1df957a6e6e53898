using System.Data.Common;
using Perdure.Checkpoints;
using Perdure.Payloads;
using Perdure.Storage;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Starts of many runs in one call.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>
    /// Starts a run for each input, in few statements. It is not one transaction: the runs are committed in batches of at most 500, in the order of the inputs, and where the call fails, those
    /// of earlier batches are started. Call it <see cref="Within"/> a transaction to start all or none, or with keys to call it again.
    /// </summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="inputs">The inputs; read once, and only a batch ahead of what is started.</param>
    /// <param name="startOptions">Delay, queue and priority of all of them.</param>
    /// <param name="cancellationToken">Ends the call. The runs of a batch that was under way may or may not have been started.</param>
    /// <returns>The runs, in the order of the inputs.</returns>
    /// <exception cref="ArgumentException">The options name a key, which would make all of them one run.</exception>
    /// <exception cref="PayloadException">An input cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    public ValueTask<IReadOnlyList<WorkflowHandle<TOut>>> StartManyAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, IEnumerable<TIn> inputs, StartOptions? startOptions = null, CancellationToken cancellationToken = default) =>
        StartManyAsync(plan, inputs, OfAll<TIn>(startOptions), cancellationToken);

    /// <summary>
    /// Starts a run for each input, with options of its own, in few statements. It is not one transaction: the runs are committed in batches of at most 500, in the order of the inputs, and
    /// where the call fails, those of earlier batches are started. Call it <see cref="Within"/> a transaction to start all or none, or with keys to call it again.
    /// </summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="inputs">The inputs; read once, and only a batch ahead of what is started.</param>
    /// <param name="startOptions">Key, delay, queue and priority of the run of an input: <c>order =&gt; new() { Key = order.Number }</c>.</param>
    /// <param name="cancellationToken">Ends the call. The runs of a batch that was under way may or may not have been started.</param>
    /// <returns>The runs, in the order of the inputs.</returns>
    /// <exception cref="PayloadException">An input cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="StartConflictException">A run was started under its <see cref="StartOptions.Key"/> before, with another input; the others of its batch are started.</exception>
    /// <exception cref="StartBlockedException">A transaction that is not committed yet holds the <see cref="StartOptions.Key"/> of one.</exception>
    public ValueTask<IReadOnlyList<WorkflowHandle<TOut>>> StartManyAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, IEnumerable<TIn> inputs, Func<TIn, StartOptions> startOptions, CancellationToken cancellationToken = default) =>
        StartManyAsync(
            plan,
            inputs,
            startOptions,
            within: null,
            async runs =>
            {
                await starts.StartTogetherAsync(runs, cancellationToken).ConfigureAwait(false);
                notifier.Ready();
            },
            cancellationToken);

    internal ValueTask<IReadOnlyList<WorkflowHandle<TOut>>> StartManyWithinAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, IEnumerable<TIn> inputs, Func<TIn, StartOptions> startOptions, DbTransaction transaction, CancellationToken cancellationToken) =>
        StartManyAsync(
            plan,
            inputs,
            startOptions,
            transaction,
            async runs => Refuse(await store.StartWithinAsync(transaction, runs, cancellationToken).ConfigureAwait(false)),
            cancellationToken);

    /// <summary>The same options for all; a key would make all of them one run.</summary>
    internal static Func<TIn, StartOptions> OfAll<TIn>(StartOptions? startOptions)
    {
        startOptions ??= new StartOptions();
        return startOptions.Key is null
            ? _ => startOptions
            : throw new ArgumentException("StartOptions.Key would make all runs one: give each a key of its own, input => new StartOptions { Key = … }", nameof(startOptions));
    }

    private async ValueTask<IReadOnlyList<WorkflowHandle<TOut>>> StartManyAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, IEnumerable<TIn> inputs, Func<TIn, StartOptions> startOptions, DbTransaction? within, Func<IReadOnlyList<NewExecution>, Task> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(startOptions);
        var handles = new List<WorkflowHandle<TOut>>();
        var batch = new List<NewExecution>();
        long characters = 0;
        foreach (TIn input in inputs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            NewExecution run = Describe(plan, input, startOptions(input)) with { Trace = Tracing.Current };
            long size = run.Input!.Json.Length;
            if (batch.Count == StartQueue.MaxTogether || (batch.Count > 0 && characters + size > Lane.MaxCharacters)) await WriteAsync().ConfigureAwait(false);
            batch.Add(run);
            characters += size;
            handles.Add(new WorkflowHandle<TOut>(this, run.Id, plan) { IsUncommitted = within is not null });
        }

        if (batch.Count > 0) await WriteAsync().ConfigureAwait(false);
        return handles;

        async Task WriteAsync()
        {
            // By id, so that two calls with the same keys wait for one another and do not deadlock.
            await write([.. batch.Order(Comparer<NewExecution>.Create(static (one, other) => InIdOrder.Compare(one.Id, other.Id)))]).ConfigureAwait(false);
            telemetry.Meter.Started(plan.Name, batch.Count);
            batch.Clear();
            characters = 0;
        }
    }
}
