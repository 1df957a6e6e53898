using System.Text.RegularExpressions;
using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>
/// The plan that a prepared statement keeps finds its rows by key, whatever the statistics said when it was made: of tables that were never analysed, that were analysed while
/// they were empty, or that are large. A plan that reads a whole table costs nothing in the first minute, and everything later.
/// </summary>
public sealed partial class Rule23GenericPlanTests(MigratedServer server) : ProtocolTest(server)
{
    private const int Many = 20_000;

    /// <summary>The statements that read none of the tables which grow, each with the reason. Every other one is explained.</summary>
    private static readonly Dictionary<string, string> Exempt = new()
    {
        ["cancel_execution"] = "calls a function of the schema",
        ["pause_execution"] = "calls a function of the schema",
        ["resume_execution"] = "calls a function of the schema",
        ["delete_expired_cache"] = "calls a function of the schema",
        ["retry_execution"] = "calls a function of the schema",
        ["fork_execution"] = "calls a function of the schema",
        ["terminate_execution"] = "calls a function of the schema",
        ["close_lanes"] = "calls a function of the schema",
        ["limit_lock_wait"] = "sets the session",
        ["session_settings"] = "sets the session",
        ["bound_lock_wait"] = "sets the session",
        ["unbound_lock_wait"] = "sets the session",
        ["require_database"] = "calls a function of the schema",
        ["grant_slots"] = "calls a function of the schema",
        ["settle_step"] = "calls a function of the schema",
        ["notify"] = "reads no table",
        ["due_in"] = "reads no table",
        ["take_name"] = "reads no table",
    };

    /// <summary>What is read whole all the same, each with the reason. There are as many workers as processes, and those that died and are not deleted yet.</summary>
    private static readonly Dictionary<string, string> ReadWhole = new()
    {
        ["claim workers"] = "once a claim, to tell the runs that a live one holds",
        ["poll workers"] = "once a poll, for a lease that has passed",
        ["inspect_holders workers"] = "once a slow poll, to tell holders that are dead",
        ["declare_expired_dead workers"] = "before a takeover, for leases that have passed",
        ["measure_slots queues"] = "once a collection, where that is wanted: all queues are measured",
        ["is_served workers"] = "at most once a minute, where a run waits that this host does not run",
        ["list_lines queues"] = "once a slow poll, and there are as many queues as somebody has written down",
        ["declare_name_dead workers"] = "once a start",
        ["find_published plans"] = "when a workflow is published, for the next version that is free: there are as many as versions of workflows",
    };

    /// <summary>The statements that know the runs that they want, whose holder would name many more.</summary>
    private static readonly string[] ById = ["require_runs", "lock_runs", "reacquire"];

    private static IEnumerable<string> Explained => SqlText.All("sql").Select(file => Path.GetFileNameWithoutExtension(file.Name)).Except(Exempt.Keys);

    [Fact]
    public void WhatIsExemptIsAStatementThatThereIs() =>
        Exempt.Keys.Concat(ReadWhole.Keys.Select(read => read.Split(' ')[0])).Except(SqlText.All("sql").Select(file => Path.GetFileNameWithoutExtension(file.Name))).ShouldBeEmpty();

    [Fact]
    public async Task NeverAnalysed() => await FindByKeyAsync();

    [Fact]
    public async Task AnalysedWhileEmpty()
    {
        await Database.ExecuteAsync("analyze perdure.executions; analyze perdure.execution_steps; analyze perdure.execution_journal; analyze perdure.ready; analyze perdure.messages; analyze perdure.workers; analyze perdure.lanes; analyze perdure.plans; analyze perdure.step_progress; analyze perdure.step_cache; analyze perdure.queues; analyze perdure.queue_waiters; analyze perdure.queue_slots; analyze perdure.queue_keys; analyze perdure.stream_heads; analyze perdure.stream_items; analyze perdure.agent_work");
        await FindByKeyAsync();
    }

    [Fact]
    public async Task Large()
    {
        await Database.ExecuteAsync(
            $"""
            insert into perdure.executions (id, workflow, version, status, started_at, finished_at) select gen_random_uuid(), 'chain', 1, 'SUCCESS', now(), now() from generate_series(1, {Many});
            insert into perdure.execution_steps (execution_id, step_id, status, attempt, started_at, finished_at) select id, 'One', 'SUCCESS', 1, now(), now() from perdure.executions;
            insert into perdure.execution_journal (execution_id, seq, lane, batch, events) select id, 1, id, 1, '[]' from perdure.executions;
            insert into perdure.ready (execution_id, queue, plan, rank, due) select id, 'default', 'chain@1', 1, now() from perdure.executions;
            insert into perdure.messages (execution_id, kind) select id, 'CANCEL' from perdure.executions;
            insert into perdure.step_progress (execution_id, token, attempt, step_id, details) select id, 1, 1, 'One', 'null' from perdure.executions;
            insert into perdure.step_cache (key, execution_id, expires_at, step_id, value) select sha256(id::text::bytea), id, now() + interval '1 day', 'One', 'null' from perdure.executions;
            insert into perdure.queues (name, concurrency) select 'queue ' || n, 1 from generate_series(1, 2000) n;
            insert into perdure.queue_waiters (execution_id, step_id, turn, rank, queue) select id, 'One', 0, 0, 'gpu' from perdure.executions;
            insert into perdure.queue_slots (execution_id, step_id, queue) select id, 'Two', 'gpu' from perdure.executions;
            insert into perdure.stream_heads (execution_id, holder, last, token, batch) select id, id, 1, 1, 1 from perdure.executions;
            insert into perdure.stream_items (execution_id, position, item, round, attempt, created_at, undo, step_id, value) select id, 1, 0, 0, 1, now(), false, 'One', 'null' from perdure.executions;
            insert into perdure.agent_work (execution_id, item, round, try, turn, refusals, ambiguities, questions, answered, uncertain, resumes, step_id, status, answers) select id, 0, 0, 1, 0, 0, 0, 0, 0, false, false, 'One', 'ENDED', '[]' from perdure.executions;
            insert into perdure.workers (incarnation, name, host, process_id, plans, queues, expires_at, dead) select gen_random_uuid(), 'gone ' || n, 'host', 1, array[]::text[], array[]::text[], now(), true from generate_series(1, 2000) n;
            insert into perdure.lanes (id, incarnation, closing) select gen_random_uuid(), incarnation, row_number() over () from perdure.workers;
            """);
        await Database.ExecuteAsync("analyze");
        await FindByKeyAsync();
    }

    /// <summary>Explains each statement as the server plans it for any parameters, in a session with our settings.</summary>
    private async Task FindByKeyAsync()
    {
        NpgsqlConnection session = await OpenAsync();
        await session.ExecuteAsync(SqlText.Get("session_settings"), false, "1000");
        await session.ExecuteAsync("set plan_cache_mode = force_generic_plan");
        foreach (string statement in Explained)
        {
            await session.ExecuteAsync($"prepare {statement} as {SqlText.Get(statement)}");
            int parameters = Parameter.Matches(SqlText.Get(statement)).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty().Max();
            string nulls = parameters == 0 ? "" : $" ({string.Join(", ", Enumerable.Repeat("null", parameters))})";
            string plan = string.Join('\n', await session.ColumnAsync<string>($"explain execute {statement}{nulls}"));

            ReadsWhole(plan).Where(table => !ReadWhole.ContainsKey($"{statement} {table}")).ShouldBeEmpty($"{statement} reads them whole:\n{plan}");
            Join.Matches(plan).Select(match => match.Value).ShouldBeEmpty($"{statement} joins a whole table:\n{plan}");
            plan.ShouldNotContain("JIT:", Case.Sensitive, $"{statement} would be compiled");
            if (ById.Contains(statement)) plan.ShouldNotContain("executions_held_by", Case.Sensitive, $"{statement} finds runs by their holder:\n{plan}");
        }
    }

    /// <summary>The tables that grow and of which a plan reads all rows, or all of an index. A scan of an index that a limit ends is no harm: from one holder to the next, the first due.</summary>
    private static IEnumerable<string> ReadsWhole(string plan)
    {
        string[] lines = plan.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            if (TableScan.Match(lines[line]) is { Success: true } table) yield return table.Groups["table"].Value;
            if (IndexScan.Match(lines[line]) is not { Success: true } index) continue;
            bool bound = line + 1 < lines.Length && lines[line + 1].TrimStart().StartsWith("Index Cond:", StringComparison.Ordinal);
            bool limited = line > 0 && lines[line - 1].Contains("Limit", StringComparison.Ordinal);
            if (!bound && !limited) yield return index.Groups["table"].Value;
        }
    }

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Parameter { get; }

    [GeneratedRegex(@"Seq Scan on (?<table>executions|execution_tags|execution_steps|execution_journal|ready|messages|lanes|workers|plans|step_progress|step_cache|queues|queue_waiters|queue_slots|queue_keys|stream_heads|stream_items)\b")]
    private static partial Regex TableScan { get; }

    [GeneratedRegex(@"(Hash|Merge)( \w+)? Join\b.*")]
    private static partial Regex Join { get; }

    [GeneratedRegex(@"Index (Only )?Scan( Backward)? using \w+ on (?<table>executions|execution_tags|execution_steps|execution_journal|ready|messages|lanes|workers|plans|step_progress|step_cache|queues|queue_waiters|queue_slots|queue_keys|stream_heads|stream_items)\b")]
    private static partial Regex IndexScan { get; }
}
