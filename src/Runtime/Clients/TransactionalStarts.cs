using System.Runtime.CompilerServices;
using Npgsql;
using Perdure.Payloads;

namespace Perdure;

/// <summary>
/// Starts within a transaction of the caller's. A run that is started here is there if and only if the transaction commits; then workers hear of it at once. Nothing can be asked of it
/// before. Like its transaction, it is for one caller at a time.
/// </summary>
public sealed class TransactionalStarts
{
    private readonly WorkflowClient client;
    private readonly NpgsqlTransaction transaction;

    internal TransactionalStarts(WorkflowClient client, NpgsqlTransaction transaction)
    {
        this.client = client;
        this.transaction = transaction;
    }

    /// <summary>Starts a run when the transaction commits.</summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="input">The input; stored as JSON.</param>
    /// <param name="startOptions">Key, delay, queue and priority. Until the transaction ends, other starts under the same key wait for it.</param>
    /// <param name="cancellationToken">Ends the call; the transaction has failed then, where a statement was under way.</param>
    /// <returns>The run; ask for its result when the transaction has committed.</returns>
    /// <exception cref="PayloadException">The input cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="StartConflictException">The workflow was started under the same <see cref="StartOptions.Key"/> with another input. The transaction may go on.</exception>
    /// <exception cref="StartBlockedException">Another transaction that is not committed yet holds the same <see cref="StartOptions.Key"/>. The transaction has failed.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended, has failed, or is one of another database.</exception>
    /// <exception cref="DatabaseRefusalException">The role of its connection lacks the rights, or the database lacks the schema.</exception>
    public ValueTask<WorkflowHandle<TOut>> StartAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, TIn input, StartOptions? startOptions = null, CancellationToken cancellationToken = default) =>
        client.StartWithinAsync<TOut>(plan, transaction, client.Describe(plan, input, startOptions), cancellationToken);

    /// <summary>Starts a run without any options when the transaction commits.</summary>
    /// <inheritdoc cref="StartAsync{TIn, TOut}(WorkflowPlan{TIn, TOut}, TIn, StartOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask<WorkflowHandle<TOut>> StartAsync<TIn, TOut>(WorkflowPlan<TIn, TOut> plan, TIn input, CancellationToken cancellationToken) =>
        StartAsync(plan, input, startOptions: null, cancellationToken);

    /// <summary>Starts a run of a workflow without an input when the transaction commits.</summary>
    /// <typeparam name="TOut">What the workflow returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="startOptions">Key, delay, queue and priority. Until the transaction ends, other starts under the same key wait for it.</param>
    /// <param name="cancellationToken">Ends the call; the transaction has failed then, where a statement was under way.</param>
    /// <returns>The run; ask for its result when the transaction has committed.</returns>
    /// <exception cref="StartBlockedException">Another transaction that is not committed yet holds the same <see cref="StartOptions.Key"/>. The transaction has failed.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended, has failed, or is one of another database.</exception>
    /// <exception cref="DatabaseRefusalException">The role of its connection lacks the rights, or the database lacks the schema.</exception>
    public ValueTask<WorkflowHandle<TOut>> StartAsync<TOut>(WorkflowPlan<TOut> plan, StartOptions? startOptions = null, CancellationToken cancellationToken = default) =>
        client.StartWithinAsync<TOut>(plan, transaction, client.Describe(plan, startOptions), cancellationToken);

    /// <summary>Starts a run of a workflow without an input and without any options when the transaction commits.</summary>
    /// <inheritdoc cref="StartAsync{TOut}(WorkflowPlan{TOut}, StartOptions, CancellationToken)"/>
    [OverloadResolutionPriority(-1)]
    public ValueTask<WorkflowHandle<TOut>> StartAsync<TOut>(WorkflowPlan<TOut> plan, CancellationToken cancellationToken) => StartAsync(plan, startOptions: null, cancellationToken);

    /// <summary>Starts a run for each input when the transaction commits: all or none of them. In few statements, of at most 500 runs.</summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="inputs">The inputs; read once, and only a batch ahead of what is written.</param>
    /// <param name="startOptions">Delay, queue and priority of all of them.</param>
    /// <param name="cancellationToken">Ends the call; roll the transaction back then.</param>
    /// <returns>The runs, in the order of the inputs.</returns>
    /// <exception cref="ArgumentException">The options name a key, which would make all of them one run.</exception>
    /// <exception cref="PayloadException">An input cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended, has failed, or is one of another database.</exception>
    /// <exception cref="DatabaseRefusalException">The role of its connection lacks the rights, or the database lacks the schema.</exception>
    public ValueTask<IReadOnlyList<WorkflowHandle<TOut>>> StartManyAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, IEnumerable<TIn> inputs, StartOptions? startOptions = null, CancellationToken cancellationToken = default) =>
        client.StartManyWithinAsync(plan, inputs, WorkflowClient.OfAll<TIn>(startOptions), transaction, cancellationToken);

    /// <summary>Starts a run for each input, with options of its own, when the transaction commits: all or none of them. In few statements, of at most 500 runs.</summary>
    /// <typeparam name="TIn">What the workflow takes.</typeparam>
    /// <typeparam name="TOut">What it returns.</typeparam>
    /// <param name="plan">The workflow's generated <c>Definition</c>.</param>
    /// <param name="inputs">The inputs; read once, and only a batch ahead of what is written.</param>
    /// <param name="startOptions">Key, delay, queue and priority of the run of an input: <c>order =&gt; new() { Key = order.Number }</c>.</param>
    /// <param name="cancellationToken">Ends the call; roll the transaction back then.</param>
    /// <returns>The runs, in the order of the inputs.</returns>
    /// <exception cref="PayloadException">An input cannot be written as JSON or encoded, or is larger than <see cref="PerdureOptions.MaxPayloadBytes"/>.</exception>
    /// <exception cref="StartConflictException">A run was started under its <see cref="StartOptions.Key"/> before, with another input: roll the transaction back.</exception>
    /// <exception cref="StartBlockedException">Another transaction that is not committed yet holds the <see cref="StartOptions.Key"/> of one. The transaction has failed.</exception>
    /// <exception cref="InvalidOperationException">The transaction has ended, has failed, or is one of another database.</exception>
    /// <exception cref="DatabaseRefusalException">The role of its connection lacks the rights, or the database lacks the schema.</exception>
    public ValueTask<IReadOnlyList<WorkflowHandle<TOut>>> StartManyAsync<TIn, TOut>(
        WorkflowPlan<TIn, TOut> plan, IEnumerable<TIn> inputs, Func<TIn, StartOptions> startOptions, CancellationToken cancellationToken = default) =>
        client.StartManyWithinAsync(plan, inputs, startOptions, transaction, cancellationToken);
}
