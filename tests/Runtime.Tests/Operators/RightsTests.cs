using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Migrations;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>What the roles of db/roles.sql may do, tried as roles that log in.</summary>
public sealed partial class RightsTests(MigratedServer server) : IAsyncLifetime
{
    private static readonly string Roles = SourceTree.Read("db/roles.sql");

    private EmptyDatabase database = null!;
    private NpgsqlConnection admin = null!;

    public async ValueTask InitializeAsync()
    {
        database = await EmptyDatabase.CreateAsync(server);
        await Migrator.MigrateAsync(database.ConnectionString);
        admin = await database.OpenAsync();
        await admin.ExecuteAsync(Roles);
    }

    public async ValueTask DisposeAsync()
    {
        await admin.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AWorkerRunsWorkflowsWithoutTheRightToMigrate(bool migrate)
    {
        string connectionString = await LogInAsync("perdure_worker");
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "limited",
            static (step, call) => step == 0 && call.Context.Attempt == 1 ? throw new InvalidOperationException("again") : new(call.Take(step - 1)),
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(50) }),
            TestPlan.Then("Two", 0));
        await using TestHost client = await TestHost.StartAsync(connectionString, [], options => (options.Migrate, options.RunWorker) = (migrate, false));
        WorkflowHandle<string> cancelled = await client.Client.StartAsync(plan, "x", new StartOptions { Queue = "elsewhere" });
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x");
        (await client.Client.CancelAsync(cancelled.Id)).ShouldBeTrue();

        await using (TestHost host = await TestHost.StartAsync(
            connectionString,
            [plan],
            options =>
            {
                (options.Migrate, options.SlowPoll) = (migrate, TimeSpan.FromMilliseconds(200));
                options.Queues.Add("elsewhere");
            }))
        {
            (await run.GetResultAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("x");
            (await (await host.Client.StartAsync(plan, "y")).GetResultAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("y");
            (await client.Client.WaitAsync(cancelled.Id).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Status.ShouldBe(ExecutionStatus.Cancelled);
            (await host.Client.RetryAsync(run.Id)).ShouldBeFalse();
        }

        (await admin.ColumnAsync<string>("select detail from perdure.violations()")).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhoeverAsksWithoutTheRightToReadIsToldSo()
    {
        string connectionString = await LogInAsync(null);
        WorkflowPlan<string, string> plan = TestPlan.Of("unread", static (_, call) => new(call.Take()), TestPlan.First("One"));
        await using TestHost client = await TestHost.StartAsync(connectionString, [], options => (options.Migrate, options.RunWorker) = (false, false));
        var run = Guid.CreateVersion7();

        foreach (Func<CancellationToken, Task> ask in new Func<CancellationToken, Task>[]
        {
            token => client.Client.GetHandle(plan, run).GetResultAsync(token).AsTask(),
            token => client.Client.WaitAsync(run, token).AsTask(),
            token => client.Client.GetEventPositionAsync(token).AsTask(),
            token => client.Client.TailAsync(EventPosition.Start, cancellationToken: token).GetAsyncEnumerator(token).MoveNextAsync().AsTask(),
            token => client.Client.TailAsync(run, cancellationToken: token).GetAsyncEnumerator(token).MoveNextAsync().AsTask(),
        })
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            DatabaseRefusalException refusal = await Should.ThrowAsync<DatabaseRefusalException>(() => ask(limit.Token));
            refusal.Message.ShouldBe("The role of the connection string may not do what Perdure has to: permission denied for schema perdure (42501); grant it 'perdure_worker', which db/roles.sql makes");
        }
    }

    [Fact]
    public async Task AWorkerThatLacksARightSaysSoAndGoesOnOnceItHasIt()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of("unclaimed", static (_, call) => new(call.Take()), TestPlan.First("One"));
        await admin.ExecuteAsync("revoke delete on perdure.ready from perdure_worker");
        await using TestHost host = await TestHost.StartAsync(
            await LogInAsync("perdure_worker"), [plan], options => (options.Migrate, options.Lease, options.SlowPoll) = (false, TimeSpan.FromSeconds(3), TimeSpan.FromMilliseconds(200)));
        PerdureHealth health = host.Host.Services.GetRequiredService<PerdureHealth>();

        PerdureHealthReport report = await health.CheckAsync(TimeSpan.FromSeconds(5));
        await Wait.UntilAsync(async () => (report = await health.CheckAsync(TimeSpan.FromSeconds(5))).Description.Contains("permission denied for table ready (42501)", StringComparison.Ordinal));
        report.Level.ShouldBe(PerdureHealthLevel.Broken);
        report.Description.ShouldContain("s ago and begins anew: The role of the connection string may not do what Perdure has to");
        await admin.ExecuteAsync("grant delete on perdure.ready to perdure_worker");

        await Wait.UntilAsync(async () => (await health.CheckAsync(TimeSpan.FromSeconds(5))).Level == PerdureHealthLevel.Working);
        (await (await host.Client.StartAsync(plan, "x")).GetResultAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("x");
    }

    [Fact]
    public async Task AWorkerRetriesARun()
    {
        var run = Guid.CreateVersion7();
        await admin.ExecuteAsync(
            """
            insert into perdure.executions (id, workflow, version, status, token, started_at, finished_at, error)
            values ($1, 'w', 1, 'FAILED', 3, now(), now(), '{"type": "Perdure.Coordination.RunSetAsideException"}')
            """,
            run);
        await admin.ExecuteAsync("insert into perdure.execution_steps (execution_id, step_id, status, attempt, finished_at) values ($1, 'One', 'CANCELLED', 1, now())", run);
        await using NpgsqlConnection worker = await OpenAsync("perdure_worker");

        (await worker.ScalarAsync<bool>("select perdure.retry($1)", run)).ShouldBeTrue();
    }

    /// <summary>EXPLAIN asks for the rights of a statement and executes nothing.</summary>
    [Fact]
    public async Task AWorkerHasTheRightsThatEachStatementOfTheRuntimeNeeds()
    {
        await using NpgsqlConnection worker = await OpenAsync("perdure_worker");
        IReadOnlyList<(string Name, string Text)> statements = SqlText.All("sql");
        statements.Count.ShouldBeGreaterThan(25);

        // Deleting is the owner's: a host that has ages set in PerdureOptions.Retention comes as one.
        foreach ((string name, string _) in statements.Where(statement => statement.Name is not ("delete_finished.sql" or "delete_expired_cache.sql")))
        {
            string text = SqlText.Get(name[..^".sql".Length]);
            int parameters = Parameter.Matches(text).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();
            string values = parameters == 0 ? "" : $"({string.Join(", ", Enumerable.Repeat("null", parameters))})";
            await Should.NotThrowAsync(() => worker.ExecuteAsync($"prepare statement as {text}"), name);
            await Should.NotThrowAsync(() => worker.ExecuteAsync($"explain execute statement{values}"), name);
            await worker.ExecuteAsync("deallocate statement");
        }
    }

    [Theory]
    [InlineData("create table perdure.mine (id integer)")]
    [InlineData("create function perdure.mine() returns integer language sql as 'select 1'")]
    [InlineData("create schema mine")]
    [InlineData("alter table perdure.executions add column mine integer")]
    [InlineData("alter table perdure.execution_journal disable trigger all")]
    [InlineData("drop table perdure.executions")]
    [InlineData("drop function perdure.cancel(uuid)")]
    [InlineData("create index mine on perdure.executions (status)")]
    [InlineData("truncate perdure.ready")]
    [InlineData("delete from perdure.executions")]
    [InlineData("delete from perdure.execution_steps")]
    [InlineData("delete from perdure.execution_journal")]
    [InlineData("update perdure.execution_journal set events = '[]'")]
    [InlineData("update perdure.messages set kind = 'CANCEL'")]
    [InlineData("delete from perdure.workers")]
    [InlineData("insert into perdure.schema_version (version, name, min_worker, checksum) values (99, 'mine', 1, '')")]
    [InlineData("update perdure.schema_version set min_worker = 9")]
    [InlineData("select perdure.delete_finished(now())")]
    [InlineData("select perdure.delete_dead_workers()")]
    [InlineData("select setval('perdure.last_deletion', 1)")]
    [InlineData("set role perdure_owner")]
    public async Task AWorkerIsRefusedWhatNoStatementOfItsNeeds(string statement)
    {
        await using NpgsqlConnection worker = await OpenAsync("perdure_worker");

        (await Should.ThrowAsync<PostgresException>(() => worker.ExecuteAsync(statement))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task AReaderLooksAtEverything()
    {
        await using NpgsqlConnection reader = await OpenAsync("perdure_reader");
        IReadOnlyList<string> relations = await admin.ColumnAsync<string>(
            "select c.relname::text from pg_class c where c.relnamespace = 'perdure'::regnamespace and c.relkind in ('r', 'v', 'S') order by 1");
        relations.Count.ShouldBeGreaterThan(14);

        foreach (string relation in relations) await Should.NotThrowAsync(() => reader.ExecuteAsync($"select * from perdure.{relation}"), relation);
        await Should.NotThrowAsync(() => reader.ExecuteAsync("select * from perdure.violations(); select * from perdure.violations(false); select perdure.last_seq(gen_random_uuid()), perdure.now(), perdure.keyed_id('a', 'b')"));
    }

    [Fact]
    public async Task AReaderChangesNothing()
    {
        await using NpgsqlConnection reader = await OpenAsync("perdure_reader");
        IReadOnlyList<string> tables = await admin.ColumnAsync<string>(
            """
            select c.relname || ' ' || (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attidentity = '' order by a.attnum limit 1)
            from pg_class c where c.relnamespace = 'perdure'::regnamespace and c.relkind = 'r'
            """);
        tables.Count.ShouldBeGreaterThan(8);
        IReadOnlyList<string> functions = await admin.ColumnAsync<string>(
            """
            select p.proname || '(' || coalesce((select string_agg('null::' || format_type(t.oid, null), ', ' order by t.place) from unnest(p.proargtypes) with ordinality t (oid, place)), '') || ')'
            from pg_proc p where p.pronamespace = 'perdure'::regnamespace and p.proname not in ('now', 'rank', 'last_seq', 'keyed_id', 'scheduled_id', 'violations', 'schedule_violations', 'queue_violations', 'execution_tree')
            """);
        functions.Count.ShouldBeGreaterThan(9);

        List<string> tried = [.. functions.Select(function => $"select perdure.{function}")];
        foreach (string[] table in tables.Select(table => table.Split(' ')))
        {
            tried.AddRange(
            [
                $"insert into perdure.{table[0]} default values", $"update perdure.{table[0]} set {table[1]} = {table[1]}", $"delete from perdure.{table[0]}", $"truncate perdure.{table[0]}",
                $"select from perdure.{table[0]} for key share", $"do $$ begin lock table perdure.{table[0]} in row exclusive mode; end $$", $"alter table perdure.{table[0]} disable trigger user", $"drop table perdure.{table[0]}",
            ]);
        }

        tried.AddRange(["select nextval('perdure.last_deletion')", "select setval('perdure.messages_id_seq', 1)", "create table perdure.mine (id integer)", "set role perdure_worker"]);
        foreach (string statement in tried)
            (await Should.ThrowAsync<PostgresException>(() => reader.ExecuteAsync(statement), statement)).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
    }

    [Fact]
    public async Task NobodyElseMayAnything()
    {
        await using NpgsqlConnection stranger = await OpenAsync(null);

        foreach (string statement in new[] { "select * from perdure.executions", "select perdure.now()", "select perdure.cancel(gen_random_uuid())", "select * from perdure.violations()" })
            (await Should.ThrowAsync<PostgresException>(() => stranger.ExecuteAsync(statement))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, statement);
        (await admin.ColumnAsync<string>(
            """
            select 'schema' from pg_namespace n cross join lateral aclexplode(n.nspacl) a where n.nspname = 'perdure' and a.grantee = 0
            union all
            select c.relname::text from pg_class c cross join lateral aclexplode(c.relacl) a where c.relnamespace = 'perdure'::regnamespace and a.grantee = 0
            union all
            select p.proname::text from pg_proc p cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where p.pronamespace = 'perdure'::regnamespace and a.grantee = 0
            """)).ShouldBeEmpty("nothing is granted to PUBLIC");
    }

    [Fact]
    public async Task TheOwnerMigratesAndDeletesWhatIsOld()
    {
        await using EmptyDatabase fresh = await EmptyDatabase.CreateAsync(server);
        await using NpgsqlConnection superuser = await fresh.OpenAsync();
        await superuser.ExecuteAsync(Roles);
        var login = new NpgsqlConnectionStringBuilder(await LogInAsync("perdure_owner")) { Database = superuser.Database, Options = "-crole=perdure_owner" };

        (await Migrator.MigrateAsync(login.ConnectionString)).ShouldBe(Migration.All.Count);
        await superuser.ExecuteAsync(Roles);
        await superuser.ExecuteAsync("insert into perdure.executions (id, workflow, version, status, created_at, started_at, finished_at) values (gen_random_uuid(), 'w', 1, 'SUCCESS', now() - interval '2 days', now(), now() - interval '1 day')");

        await using var owner = new NpgsqlConnection(login.ConnectionString);
        await owner.OpenAsync();
        (await owner.ScalarAsync<int>("select perdure.delete_finished(now() - interval '1 hour')")).ShouldBe(1);
        (await owner.ScalarAsync<int>("select perdure.delete_dead_workers()")).ShouldBe(0);
    }

    [Fact]
    public async Task WhatALaterMigrationCreatesIsForReadersToSeeAndForNobodyToCall()
    {
        await admin.ExecuteAsync("set role perdure_owner; create table perdure.later (id integer); create function perdure.later() returns integer language sql as 'select 1'; reset role");
        await using NpgsqlConnection reader = await OpenAsync("perdure_reader");
        await using NpgsqlConnection stranger = await OpenAsync(null);

        await Should.NotThrowAsync(() => reader.ExecuteAsync("select * from perdure.later"));
        (await Should.ThrowAsync<PostgresException>(() => reader.ExecuteAsync("select perdure.later()"))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await Should.ThrowAsync<PostgresException>(() => stranger.ExecuteAsync("select * from perdure.later"))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task TheScriptTakesBackWhatWasGrantedBesideItAndMayBeRunAgain()
    {
        await admin.ExecuteAsync("grant delete on perdure.executions to perdure_worker; grant update on perdure.ready to public; grant execute on function perdure.cancel(uuid) to perdure_reader");

        await admin.ExecuteAsync(Roles);

        (await admin.ScalarAsync<bool>(
            """
            select not has_table_privilege('perdure_worker', 'perdure.executions', 'delete') and not has_table_privilege('perdure_reader', 'perdure.ready', 'update')
              and not has_function_privilege('perdure_reader', 'perdure.cancel(uuid)', 'execute') and has_table_privilege('perdure_worker', 'perdure.executions', 'update')
            """)).ShouldBeTrue();
    }

    [GeneratedRegex(@"\$(\d+)")]
    private static partial Regex Parameter { get; }

    private async Task<NpgsqlConnection> OpenAsync(string? role)
    {
        var connection = new NpgsqlConnection(await LogInAsync(role));
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>A role that logs in, as a member of one of ours or of none.</summary>
    private async Task<string> LogInAsync(string? role)
    {
        string name = $"login_{Guid.CreateVersion7():N}";
        await admin.ExecuteAsync($"create role {name} login password 'limited' {(role is null ? "" : $"in role {role}")}");
        return new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = name, Password = "limited", Pooling = false }.ConnectionString;
    }
}
