using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A worker opens no more connections than it says, does without a direct one, and depends on no setting of its role.</summary>
public sealed class Rule26ConnectionTests(MigratedServer server) : ProtocolTest(server)
{
    private const string Connections =
        "select application_name || ' ' || count(*) from pg_stat_activity where datname = current_database() and application_name like 'busy%' group by application_name";

    [Fact]
    public async Task UnderLoadAWorkerOpensNoMoreConnectionsThanItsBudget()
    {
        var options = new PerdureOptions();
        string busy = With(settings => settings.ApplicationName = "busy");
        await using TestHost host = await TestHost.StartAsync(busy, [TestHolder.Plan]);
        NpgsqlConnection watcher = await OpenAsync();
        var peaks = new Dictionary<string, int>();

        Task[] load = [.. Enumerable.Range(0, 150).Select(_ => Task.Run(async () => await (await host.Client.StartAsync(TestHolder.Plan, "x")).GetResultAsync()))];
        Task all = Task.WhenAll(load);
        do
        {
            foreach (string use in await watcher.ColumnAsync<string>(Connections))
            {
                int space = use.LastIndexOf(' ');
                peaks[use[..space]] = Math.Max(peaks.GetValueOrDefault(use[..space]), int.Parse(use[space..], System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        while (!all.IsCompleted);

        await all;
        PerdureDatabase.WorkerBudget(options).ShouldBe(7, "two lanes, one for claims, two for clients, one that listens, one for heartbeats");
        peaks.Values.Sum().ShouldBeLessThanOrEqualTo(PerdureDatabase.WorkerBudget(options));
        peaks.GetValueOrDefault("busy perdure lane").ShouldBe(options.Lanes);
        peaks.GetValueOrDefault("busy perdure claim").ShouldBe(1);
        peaks.GetValueOrDefault("busy perdure direct").ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task AConnectionStringWithoutPoolingDoesNotBreakTheBudget()
    {
        Guid run = await StartAsync();
        var store = new PostgresExecutionStore(Own(PostgresStoreUnderTest.Pools(With(settings => (settings.ApplicationName, settings.Pooling) = ("busy", false)))), TimeProvider.System);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("lock table perdure.executions in access exclusive mode");

        Task[] reads = [.. Enumerable.Range(0, 10).Select(_ => store.GetAsync(run, default).AsTask())];
        await Database.WaitUntilBlockedAsync(PerdureDatabase.ClientConnections);
        (await other.ColumnAsync<string>(Connections)).ShouldBe([$"busy perdure client {PerdureDatabase.ClientConnections}"]);

        await other.ExecuteAsync("rollback");
        await Task.WhenAll(reads);
    }

    [Fact]
    public async Task WithoutADirectConnectionAWorkerPollsAndDoesItsWork()
    {
        string busy = With(settings => settings.ApplicationName = "busy");
        await using TestHost host = await TestHost.StartAsync(
            busy,
            [TestHolder.Plan],
            options => options.SlowPoll = TimeSpan.FromMilliseconds(200),
            services: services => services.Replace(ServiceDescriptor.Singleton<IPostgresSource>(new FixedPostgresSource(new PostgresConnectionStrings(busy, Direct: null)))));

        (await (await host.Client.StartAsync(TestHolder.Plan, "x")).GetResultAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("x");
        Guid elsewhere = await StartAsync();
        (await host.Client.WaitAsync(elsewhere).AsTask().WaitAsync(TimeSpan.FromSeconds(30))).IsFinished.ShouldBeTrue("nobody notified, and it was found");

        NpgsqlConnection session = await OpenAsync();
        (await session.ColumnAsync<string>(Connections)).ShouldAllBe(use => !use.Contains("direct"));
        (await session.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())")).ShouldBe(0, "a pooler would hand the session on");
        (await session.ScalarAsync<long>("select count(*) from perdure.workers where not dead and expires_at > clock_timestamp()")).ShouldBe(1, "heartbeats go another way");
    }

    [Theory]
    [InlineData("off", "on")]
    [InlineData("local", "on")]
    [InlineData("on", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task ACheckpointIsDurableAndReadCommittedWhateverItsRolesDefaults(string setting, string kept)
    {
        string role = $"careless_{Database.Name}";
        await Database.ExecuteAsync(
            $"""
            create role {role} login superuser password 'careless';
            alter role {role} set synchronous_commit = {setting};
            alter role {role} set default_transaction_isolation = 'serializable';
            create table public.seen (settings text);
            create function see() returns trigger language plpgsql as $$
            begin
              insert into public.seen values (session_user || ' ' || current_setting('synchronous_commit') || ' ' || current_setting('transaction_isolation'));
              return null;
            end $$;
            create trigger see after insert on perdure.execution_journal for each statement execute function see();
            """);
        await using (var store = PostgresStoreUnderTest.Pools(With(settings => (settings.Username, settings.Password) = (role, "careless"))))
        {
            TestHolder holder = await RegisterAsync();
            ClaimedRun run = await StartAndClaimAsync(holder);

            (await SoonAsync(Writer(holder, new PostgresExecutionStore(store, TimeProvider.System)).WriteAsync(run.Says()))).ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, run.Token));
            (await Database.ScalarAsync<string>("select string_agg(settings, '; ') from public.seen")).ShouldBe($"{role} {kept} read committed");
        }

        await Database.ExecuteAsync($"drop role {role}");
    }

    [Theory]
    [InlineData("off", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task AStartAndACancellationAreDurableWhenTheyReturn(string setting, string kept)
    {
        await Database.ExecuteAsync(
            $"""
            alter database {Database.Name} set synchronous_commit = {setting};
            create table public.seen (settings text);
            create function see() returns trigger language plpgsql as $$
            begin
              insert into public.seen values (tg_table_name || ' ' || current_setting('synchronous_commit'));
              return null;
            end $$;
            create trigger see after insert on perdure.executions for each statement execute function see();
            create trigger see after insert on perdure.messages for each statement execute function see();
            """);
        var store = new PostgresExecutionStore(Own(PostgresStoreUnderTest.Pools(With(settings => settings.ApplicationName = "new sessions"))), TimeProvider.System);
        var run = new NewExecution(Guid.CreateVersion7(), "chain", 1, "default", 0, null);

        await store.StartAsync(run, default);
        (await store.CancelAsync(run.Id, default)).ShouldBeTrue();

        (await Database.ScalarAsync<string>("select string_agg(settings, '; ' order by settings) from public.seen")).ShouldBe($"executions {kept}; messages {kept}");
    }

    [Fact]
    public async Task ARunIsStartedWhateverBecomesOfATransactionScopeAroundTheCall()
    {
        Guid run;
        using (new TransactionScope(TransactionScopeAsyncFlowOption.Enabled)) run = await StartAsync();

        (await Store.GetAsync(run, default)).ShouldNotBeNull("when the call returns, the run is committed");
    }

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        change(settings);
        return settings.ConnectionString;
    }
}
