using Npgsql;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Support;

/// <summary>What has to hold over the tables of a database at any time, whatever happened to workers, connections and the server.</summary>
internal static class Invariants
{
    private static readonly (string Rule, string Violations)[] Rules =
    [
        ("the events of a run are numbered 1, 2, 3 … up to the number in its row",
            """
            select e.id || ' has ' || count(distinct ev.seq) || ' events up to ' || coalesce(max(ev.seq), 0) || ', and its journal says ' || perdure.last_seq(e.id)
            from perdure.executions e left join perdure.execution_events ev on ev.execution_id = e.id
            group by e.id having count(ev.seq) <> perdure.last_seq(e.id) or count(distinct ev.seq) <> perdure.last_seq(e.id)
              or coalesce(max(ev.seq), 0) <> perdure.last_seq(e.id) or coalesce(min(ev.seq), 1) <> 1
            """),
        ("a run has one event that ends it, the right one, exactly when it has ended",
            """
            select e.id || ' is ' || e.status || ' and was ended by ' || coalesce(string_agg(ev.event_type, ', '), 'nothing')
            from perdure.executions e
            left join perdure.execution_events ev on ev.execution_id = e.id and ev.event_type in ('EXECUTION_COMPLETED', 'EXECUTION_FAILED', 'EXECUTION_CANCELLED')
            group by e.id
            having coalesce(string_agg(ev.event_type, ', '), '-') <>
              case e.status when 'SUCCESS' then 'EXECUTION_COMPLETED' when 'FAILED' then 'EXECUTION_FAILED' when 'CANCELLED' then 'EXECUTION_CANCELLED' else '-' end
            """),
        ("a step has one STEP_COMPLETED, of the attempt in its row, exactly when it has succeeded",
            """
            select coalesce(s.execution_id, ev.execution_id) || ' ' || coalesce(s.step_id, ev.step_id)
            from (select * from perdure.execution_steps where status = 'SUCCESS') s
            full join (select execution_id, step_id, count(*) as times, max(attempt) as attempt from perdure.execution_events where event_type = 'STEP_COMPLETED' group by 1, 2) ev
              on ev.execution_id = s.execution_id and ev.step_id = s.step_id
            where s.execution_id is null or ev.execution_id is null or ev.times <> 1 or ev.attempt <> s.attempt
            """),
        ("a step's attempts are its starts",
            """
            select s.execution_id || ' ' || s.step_id || ' is in attempt ' || s.attempt || ' and was started ' || count(ev.seq) || ' times'
            from perdure.execution_steps s
            left join perdure.execution_events ev on ev.execution_id = s.execution_id and ev.step_id = s.step_id and ev.event_type = 'STEP_STARTED'
            group by s.execution_id, s.step_id, s.item, s.round having count(ev.seq) <> s.attempt or count(distinct ev.attempt) <> s.attempt
            """),
        ("what is said of an attempt is said after its start",
            """
            select ev.execution_id || ' ' || ev.step_id || ' ' || ev.event_type || ' ' || ev.attempt
            from perdure.execution_events ev
            where ev.step_id is not null and ev.event_type <> 'STEP_STARTED' and not exists (
              select from perdure.execution_events st
              where st.execution_id = ev.execution_id and st.step_id = ev.step_id and st.attempt = ev.attempt and st.event_type = 'STEP_STARTED' and st.seq < ev.seq)
            """),
        ("an unfinished run is held, or has a wake row",
            """
            select e.id || ' is ' || e.status
            from perdure.executions e
            where e.status not in ('SUCCESS', 'FAILED', 'CANCELLED')
              and not exists (select from perdure.workers w where w.incarnation = e.holder)
              and not exists (select from perdure.ready r where r.execution_id = e.id)
            """),
        ("an ended run has no step that runs or waits, and a successful one has only successful ones",
            """
            select s.execution_id || ' is ' || e.status || ', and ' || s.step_id || ' is ' || s.status
            from perdure.execution_steps s join perdure.executions e on e.id = s.execution_id
            where (e.status in ('FAILED', 'CANCELLED') and s.status in ('RUNNING', 'WAITING')) or (e.status = 'SUCCESS' and s.status <> 'SUCCESS')
            """),
        ("an ended run has no message that no wake row tells of",
            """
            select m.execution_id || ' ' || m.kind
            from perdure.messages m join perdure.executions e on e.id = m.execution_id
            where e.status in ('SUCCESS', 'FAILED', 'CANCELLED') and not exists (select from perdure.ready r where r.execution_id = e.id)
            """),
        ("no event is without its run or its lane",
            """
            select ev.execution_id || ' ' || ev.seq
            from perdure.execution_events ev
            where not exists (select from perdure.executions e where e.id = ev.execution_id) or not exists (select from perdure.lanes l where l.id = ev.lane)
            """),
        ("the batches of a lane are numbered without a gap",
            """
            select ev.lane || ' has ' || count(distinct ev.batch) || ' batches up to ' || max(ev.batch)
            from perdure.execution_events ev group by ev.lane having count(distinct ev.batch) <> max(ev.batch)
            """),
        ("the snapshot of a run counts what its rows say",
            """
            select st.execution_id || ' ' || st.state
            from perdure.execution_state st join perdure.execution_steps s on s.execution_id = st.execution_id
            group by st.execution_id, st.state
            having (st.state ->> 'succeeded')::int <> count(*) filter (where s.status = 'SUCCESS')
              or (st.state ->> 'failed')::int <> count(*) filter (where s.status = 'FAILED')
              or (st.state ->> 'cancelled')::int <> count(*) filter (where s.status = 'CANCELLED')
            """),
    ];

    public static async Task AssertAsync(TestDatabase database) => (await FindViolationsAsync(database)).ShouldBeEmpty();

    public static async Task<IReadOnlyList<string>> FindViolationsAsync(TestDatabase database)
    {
        var violations = new List<string>();
        await using NpgsqlConnection connection = await database.OpenAsync();

        // One snapshot for all rules: workers may be at work.
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        foreach ((string rule, string query) in Rules)
        {
            await using var command = new NpgsqlCommand(query, connection, transaction);
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) violations.Add($"Not so: {rule}: {reader.GetString(0)}");
        }

        return violations;
    }
}
