using Perdure.Tests.Postgres;

namespace Perdure.Queries.Tests;

/// <summary>Rows as the runtime leaves them.</summary>
internal static class Seed
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private static int seeded;

    /// <summary>A run that waits to be claimed.</summary>
    public static async Task<Guid> PendingAsync(TestDatabase database, string workflow = "document-insights", DateTimeOffset? createdAt = null)
    {
        var id = NextId();
        await database.ExecuteAsync(
            "insert into perdure.executions (id, workflow, version, input, created_at) values ($1, $2, 1, '{\"name\": \"a\"}', $3)", id, workflow, createdAt ?? Noon);
        await database.ExecuteAsync(
            "insert into perdure.ready (execution_id, queue, plan, rank, due) values ($1, 'default', $2 || '@1', 0, $3)", id, workflow, createdAt ?? Noon);
        return id;
    }

    /// <summary>A run that a worker of that name has taken up: one step is done, one failed once and runs again.</summary>
    public static async Task<Guid> RunningAsync(TestDatabase database, string worker = "worker-a")
    {
        var id = await PendingAsync(database);
        var (incarnation, lane) = (NextId(), Guid.CreateVersion7());
        await database.ExecuteAsync(
            "insert into perdure.workers (incarnation, name, host, process_id, plans, queues, expires_at) values ($1, $2, 'host', 1, '{document-insights@1}', '{default}', $3)",
            incarnation, worker, Noon.AddSeconds(15));
        await database.ExecuteAsync("delete from perdure.ready where execution_id = $1", id);
        await database.ExecuteAsync(
            "update perdure.executions set status = 'RUNNING', holder = $2, token = 3, started_at = $3 where id = $1", id, incarnation, Noon.AddSeconds(1));
        await database.ExecuteAsync(
            """
            insert into perdure.execution_steps (execution_id, step_id, status, attempt, failures, agent, holder, input, output, error, started_at, finished_at, created_at) values
              ($1, 'Summarize', 'SUCCESS', 1, 0, 'summarize', null, '{"document": {}}', '{"text": "s"}', null, $3, $4, $3),
              ($1, 'FindEntities', 'RUNNING', 2, 1, 'entity', $2, '{"document": {}, "summary": {"step": "Summarize"}}', null, '{"type": "T"}', $4, null, $3)
            """,
            id, incarnation, Noon.AddSeconds(1), Noon.AddSeconds(2));
        await database.ExecuteAsync(
            """
            insert into perdure.execution_journal (execution_id, seq, events, state, lane, batch, created_at) values
              ($1, 1, '[{"type":"EXECUTION_CREATED"}]', null, $2, 1, $3),
              ($1, 3, '[{"type":"LOCK_ACQUIRED","payload":{"token": 3}},{"type":"STEP_STARTED","step":"Summarize","attempt":1}]', '{"steps": 3}', $2, 2, $4)
            """,
            id, lane, Noon.AddSeconds(1), Noon.AddSeconds(2));
        return id;
    }

    /// <summary>A run that has ended well.</summary>
    public static async Task<Guid> SucceededAsync(TestDatabase database, string workflow = "document-insights", DateTimeOffset? createdAt = null)
    {
        var id = await PendingAsync(database, workflow, createdAt);
        await database.ExecuteAsync("delete from perdure.ready where execution_id = $1", id);
        await database.ExecuteAsync(
            "update perdure.executions set status = 'SUCCESS', output = '{\"summary\": 1}', started_at = created_at, finished_at = created_at + interval '2 s' where id = $1", id);
        return id;
    }

    /// <summary>Each id has a millisecond of its own: two of the same one are in no order.</summary>
    private static Guid NextId() => Guid.CreateVersion7(Noon.AddMilliseconds(Interlocked.Increment(ref seeded)));
}
