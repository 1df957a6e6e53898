using System.Data;
using Dapper;
using Npgsql;

namespace Perdure.Queries;

/// <summary>
/// Reads for people and tools: what stands in the tables of a run. None of them takes a lock, so that looking never slows a run down.
/// Programs that start and await runs use the client instead.
/// </summary>
/// <param name="database">The database that the workers use.</param>
public sealed class RunQueries(NpgsqlDataSource database)
{
    /// <summary>A run.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The run, or null where there is none of that id.</returns>
    public Task<ExecutionRow?> GetExecutionAsync(Guid id, CancellationToken cancellationToken = default) =>
        FirstAsync<ExecutionRow>(Statement.Execution, new { id }, cancellationToken);

    /// <summary>The steps of a run, in the order in which they started; those that have not started are not there.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<StepRow>> GetStepsAsync(Guid id, CancellationToken cancellationToken = default) =>
        AllAsync<StepRow>(Statement.Steps, new { id }, cancellationToken);

    /// <summary>What the steps of a run were given, by step and parameter.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<StepInputRow>> GetStepInputsAsync(Guid id, CancellationToken cancellationToken = default) =>
        AllAsync<StepInputRow>(Statement.StepInputs, new { id }, cancellationToken);

    /// <summary>What happened to a run, in order.</summary>
    /// <param name="id">The run.</param>
    /// <param name="after">The number of the last event that is known; 0: from the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<EventRow>> GetEventsAsync(Guid id, long after = 0, int limit = int.MaxValue, CancellationToken cancellationToken = default) =>
        AllAsync<EventRow>(Statement.Events, new { id, after, limit }, cancellationToken);

    /// <summary>The state of a run and the results so far.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The state, or null where there is no run of that id.</returns>
    public Task<StateRow?> GetStateAsync(Guid id, CancellationToken cancellationToken = default) =>
        FirstAsync<StateRow>(Statement.State, new { id }, cancellationToken);

    /// <summary>Who holds a run.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>The lease, or null where nobody holds it.</returns>
    public Task<LockRow?> GetLockAsync(Guid id, CancellationToken cancellationToken = default) =>
        FirstAsync<LockRow>(Statement.Lock, new { id }, cancellationToken);

    /// <summary>The run, its steps, events, state and lock, all of the same moment.</summary>
    /// <param name="id">The run.</param>
    /// <param name="cancellationToken">Ends the queries.</param>
    /// <returns>What there is, or null where there is no run of that id.</returns>
    public async Task<RunSnapshot?> GetSnapshotAsync(Guid id, CancellationToken cancellationToken = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken).ConfigureAwait(false);

        var execution = await OneAsync<ExecutionRow>(Statement.Execution).ConfigureAwait(false);
        if (execution is null) return null;

        var steps = await ManyAsync<StepRow>(Statement.Steps, new { id }).ConfigureAwait(false);
        var events = await ManyAsync<EventRow>(Statement.Events, new { id, after = 0L, limit = int.MaxValue }).ConfigureAwait(false);
        var state = await OneAsync<StateRow>(Statement.State).ConfigureAwait(false);
        var held = await OneAsync<LockRow>(Statement.Lock).ConfigureAwait(false);
        return new RunSnapshot(execution, steps, events, state!, held);

        async Task<T?> OneAsync<T>(string statement) => await ManyAsync<T>(statement, new { id }).ConfigureAwait(false) is [var row, ..] ? row : default;
        Task<IReadOnlyList<T>> ManyAsync<T>(string statement, object parameters) => ReadAsync<T>(connection, statement, parameters, cancellationToken);
    }

    /// <summary>The runs that have not ended, oldest first.</summary>
    /// <param name="workflows">The runs of these workflows only; null: of all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<UnfinishedRow>> ListUnfinishedAsync(IEnumerable<string>? workflows = null, CancellationToken cancellationToken = default) =>
        AllAsync<UnfinishedRow>(Statement.Unfinished, new { workflows = workflows?.ToArray() }, cancellationToken);

    /// <summary>The runs that have not ended and that nothing moves, with why. A healthy database with a worker for each queue and plan has none.</summary>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<StuckRow>> ListStuckAsync(CancellationToken cancellationToken = default) =>
        AllAsync<StuckRow>(Statement.Stuck, new { }, cancellationToken);

    /// <summary>The queues that limit steps, with how many hold a slot and how many wait for one.</summary>
    /// <param name="cancellationToken">Ends the query.</param>
    public Task<IReadOnlyList<QueueRow>> ListQueuesAsync(CancellationToken cancellationToken = default) =>
        AllAsync<QueueRow>(Statement.Queues, new { }, cancellationToken);

    /// <summary>A page of runs, newest first.</summary>
    /// <param name="request">Which runs, and where the page begins.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<ExecutionPage> ListAsync(ExecutionPageRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Size, 1, nameof(request));

        var (workflow, status, after, size) = (request.Workflow, request.Status, request.After, request.Size);
        var (tagNames, tagValues) = (request.Tags.Keys.ToArray(), request.Tags.Values.ToArray());
        var parameters = new { workflow, status, createdAt = after?.CreatedAt.ToUniversalTime(), id = after?.Id, limit = size + 1L, tagNames, tagValues };
        var rows = await AllAsync<ExecutionSummary>(tagNames.Length > 0 ? Statement.PageTagged : Statement.Page, parameters, cancellationToken).ConfigureAwait(false);
        if (rows.Count <= size) return new ExecutionPage(rows, Next: null);

        var last = rows[size - 1];
        return new ExecutionPage([.. rows.Take(size)], new ExecutionCursor(last.CreatedAt, last.Id));
    }

    private async Task<T?> FirstAsync<T>(string statement, object parameters, CancellationToken cancellationToken) =>
        await AllAsync<T>(statement, parameters, cancellationToken).ConfigureAwait(false) is [var row, ..] ? row : default;

    private async Task<IReadOnlyList<T>> AllAsync<T>(string statement, object parameters, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await ReadAsync<T>(connection, statement, parameters, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(NpgsqlConnection connection, string statement, object parameters, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<T>(new CommandDefinition(statement, parameters, cancellationToken: cancellationToken)).ConfigureAwait(false);
        return rows.AsList();
    }
}
