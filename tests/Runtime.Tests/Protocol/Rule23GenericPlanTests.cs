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

    /// <summary>The statements of the hot path, each written or read for a batch of runs.</summary>
    private static readonly string[] Hot =
    [
        "require_runs", "lock_runs", "insert_steps", "update_steps", "append_journal", "delete_messages", "wake_runs", "advance_runs", "start_runs", "start_held_runs",
        "claim", "poll", "inspect_holders", "take_over", "reacquire", "read_mail", "read_steps", "read_outputs", "read_holders", "read_written", "get_executions",
    ];

    /// <summary>Of these, the ones that know the runs that they want, whose holder would name many more.</summary>
    private static readonly string[] ById = ["require_runs", "lock_runs", "reacquire"];

    [Fact]
    public async Task NeverAnalysed() => await FindByKeyAsync();

    [Fact]
    public async Task AnalysedWhileEmpty()
    {
        await Database.ExecuteAsync("analyze perdure.executions; analyze perdure.execution_steps; analyze perdure.execution_journal; analyze perdure.ready; analyze perdure.messages; analyze perdure.workers");
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
        foreach (string statement in Hot)
        {
            await session.ExecuteAsync($"prepare {statement} as {SqlText.Get(statement)}");
            int parameters = Parameter.Matches(SqlText.Get(statement)).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Max();
            string plan = string.Join('\n', await session.ColumnAsync<string>($"explain execute {statement} ({string.Join(", ", Enumerable.Repeat("null", parameters))})"));

            WholeTable.Matches(plan).Select(match => match.Value).ShouldBeEmpty($"{statement} reads a whole table:\n{plan}");
            plan.ShouldNotContain("JIT:", Case.Sensitive, $"{statement} would be compiled");
            if (ById.Contains(statement)) plan.ShouldNotContain("executions_held_by", Case.Sensitive, $"{statement} finds runs by their holder:\n{plan}");
            foreach (string scan in UnboundScans(plan)) scan.ShouldBeNull($"{statement} reads a whole index:\n{plan}");
        }
    }

    /// <summary>Scans of an index of a table that grows without a condition on it. Those that a limit ends are no harm: from one holder to the next, the first due.</summary>
    private static IEnumerable<string> UnboundScans(string plan)
    {
        string[] lines = plan.Split('\n');
        for (var line = 0; line < lines.Length; line++)
        {
            if (!IndexScan.IsMatch(lines[line])) continue;
            bool bound = line + 1 < lines.Length && lines[line + 1].TrimStart().StartsWith("Index Cond:", StringComparison.Ordinal);
            bool limited = line > 0 && lines[line - 1].Contains("Limit", StringComparison.Ordinal);
            if (!bound && !limited) yield return lines[line];
        }
    }

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Parameter { get; }

    [GeneratedRegex(@"(Seq Scan on (executions|execution_steps|execution_journal|ready|messages)|Hash Join|Merge Join)\b.*")]
    private static partial Regex WholeTable { get; }

    [GeneratedRegex(@"Index (Only )?Scan( Backward)? using \w+ on (executions|execution_steps|execution_journal|ready|messages)\b")]
    private static partial Regex IndexScan { get; }
}
