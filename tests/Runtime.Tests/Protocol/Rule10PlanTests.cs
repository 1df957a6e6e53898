using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>What a statement reads does not grow with the runs that it has no use for: by the server's own account of the rows that it read.</summary>
public sealed partial class Rule10PlanTests(MigratedServer server) : ProtocolTest(server)
{
    private const int Many = 20_000;

    [Fact]
    public async Task AClaimDoesNotReadTimersOfLaterDays()
    {
        TestHolder holder = await RegisterAsync();
        await ManyAsync(due: "perdure.now() + interval '1 day'");
        Guid due = await StartAsync();

        // By rank, and not by due time, as it is where the statistics are old and much seems to be due.
        await Database.ExecuteAsync("drop index perdure.ready_by_due");
        await ReadsLittleAsync("claim", holder.Id, holder.Queues, holder.PlanIds, 100, PostgresExecutionStore.WorkerProtocol, double.NegativeInfinity);
        (await holder.ClaimOneAsync()).Id.ShouldBe(due);
    }

    [Fact]
    public async Task AClaimDoesNotReadWhatIsDueForOthers()
    {
        TestHolder holder = await RegisterAsync();
        await ManyAsync(workflow: "foreign", due: "perdure.now() - interval '1 hour'");
        Guid due = await StartAsync();

        await ReadsLittleAsync("claim", holder.Id, holder.Queues, holder.PlanIds, 100, PostgresExecutionStore.WorkerProtocol, double.NegativeInfinity);
        (await holder.ClaimOneAsync()).Id.ShouldBe(due);
    }

    [Fact]
    public async Task APollDoesNotReadWhatIsDueForOthers()
    {
        TestHolder holder = await RegisterAsync();
        await ManyAsync(workflow: "foreign", due: "perdure.now() - interval '1 hour'");
        await StartAsync();

        await ReadsLittleAsync("poll", holder.Queues, holder.PlanIds, Array.Empty<Guid>(), double.NegativeInfinity, holder.Id);
        (await holder.PollAsync()).NextDue.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task ATakeoverDoesNotReadWhatLiveWorkersHold()
    {
        await Database.ExecuteAsync(
            "insert into perdure.workers (incarnation, name, host, process_id, plans, queues, expires_at) select gen_random_uuid(), 'live ' || n, 'host', 1, '{}', '{}', 'infinity' from generate_series(1, 40) n");
        await ManyAsync(held: true);
        TestHolder gone = await RegisterAsync("gone");
        TestHolder heir = await RegisterAsync("heir");
        Guid lost = (await StartAndClaimAsync(gone)).Id;
        await Store.DeclareDeadAsync(gone.Id, default);

        await ReadsLittleAsync("inspect_holders", heir.Id, Array.Empty<Guid>());
        await ReadsLittleAsync("take_over", heir.Id, heir.Queues, heir.PlanIds, 100, PostgresExecutionStore.WorkerProtocol, Array.Empty<Guid>(), false);
        (await heir.TakeOverAsync()).ShouldHaveSingleItem().Id.ShouldBe(lost);
    }

    [Fact]
    public async Task APageInTheMiddleOfTheListingReadsNoneBeforeIt()
    {
        await ManyAsync(due: "perdure.now()");
        await using NpgsqlCommand middle = Database.DataSource.CreateCommand($"select created_at, id from perdure.executions order by created_at, id offset {Many / 2} limit 1");
        await using NpgsqlDataReader row = await middle.ExecuteReaderAsync();
        await row.ReadAsync();

        await ReadsLittleAsync("list_executions", DBNull.Value, DBNull.Value, row.GetDateTime(0), row.GetGuid(1), 50);
    }

    /// <summary>Runs of which the statement has no use: so many that reading them all is seen.</summary>
    private async Task ManyAsync(string workflow = "chain", string? due = null, bool held = false)
    {
        await Database.ExecuteAsync(
            $"""
            insert into perdure.executions (id, workflow, version, status, holder, started_at, created_at)
            select gen_random_uuid(), '{workflow}', 1, {(held ? "'RUNNING', w.ids[1 + n % 40]" : "'WAITING', null")}, perdure.now(), perdure.now() - make_interval(secs => n)
            from generate_series(1, {Many}) n, (select array_agg(incarnation) as ids from perdure.workers) w
            """);
        if (due is not null)
        {
            await Database.ExecuteAsync(
                $"""
                insert into perdure.ready (execution_id, queue, plan, rank, due)
                select e.id, e.queue, e.workflow || '@1', perdure.rank({due}, 0), {due} from perdure.executions e
                """);
        }

        await Database.ExecuteAsync("analyze perdure.executions, perdure.ready");
    }

    private async Task ReadsLittleAsync(string statement, params object[] parameters)
    {
        NpgsqlConnection session = await BeginAsync();
        IReadOnlyList<string> plan = await session.ColumnAsync<string>("explain (analyze, buffers, costs off) " + SqlText.Get(statement), parameters);
        await session.ExecuteAsync("rollback");
        string text = string.Join('\n', plan);

        int[] read = [.. RowsRead.Matches(text).Select(match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        read.Length.ShouldBeGreaterThan(0, text);
        read.Max().ShouldBeLessThan(Many / 100, text);
    }

    /// <summary>What a node of a plan returned, or read and left out.</summary>
    [GeneratedRegex(@"(?: rows=|Rows Removed by \w+: |Rows Removed by \w+ \w+: )(\d+)")]
    private static partial Regex RowsRead { get; }
}
