using System.Text.RegularExpressions;
using System.Transactions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A worker opens no more connections than it says, does without a direct one, and depends on no setting of its role.</summary>
public sealed partial class Rule26ConnectionTests(MigratedServer server) : ProtocolTest(server)
{
    private const string Connections =
        "select application_name || ' ' || count(*) from pg_stat_activity where datname = current_database() and application_name like 'busy%' group by application_name";

    private const string All = "all";

    [Fact]
    public async Task UnderLoadAWorkerOpensNoMoreConnectionsThanItsBudget()
    {
        var options = new PerdureOptions();
        using var started = new LogSignal(1);
        string busy = With(settings => settings.ApplicationName = "busy");
        await using TestHost host = await TestHost.StartAsync(
            busy, [TestHolder.Plan], services: services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Information).AddProvider(started)));

        Dictionary<string, int> peaks = await PeaksAsync(Task.WhenAll(
            Enumerable.Range(0, 150).Select(_ => Task.Run(async () => await (await host.Client.StartAsync(TestHolder.Plan, "x")).GetResultAsync()))));

        int said = int.Parse(SaidBudget.Match(await started.Logged).Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
        said.ShouldBe(8, "two lanes, one for claims, two for clients, one that listens, one for heartbeats, one for what steps emit");
        PerdureDatabase.WorkerBudget(options, [TestHolder.Plan]).ShouldBe(said);
        peaks[All].ShouldBeLessThanOrEqualTo(said);
        peaks.GetValueOrDefault("busy perdure lane").ShouldBe(options.Lanes);
        peaks.GetValueOrDefault("busy perdure claim").ShouldBe(1);
        peaks.GetValueOrDefault("busy perdure direct").ShouldBeInRange(1, 2);
    }

    [Fact]
    public async Task TransactionsOfStepsHaveFourConnectionsOfTheirOwn()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "transactional",
            static async (_, call) =>
            {
                await ((NpgsqlConnection)call.GetTransaction().Connection!).ExecuteAsync("select 1");
                return call.Take();
            },
            new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Transactional = true });
        await using TestHost host = await TestHost.StartAsync(With(settings => settings.ApplicationName = "busy"), [plan]);

        Dictionary<string, int> peaks = await PeaksAsync(Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await (await host.Client.StartAsync(plan, "x")).GetResultAsync()))));

        PerdureDatabase.WorkerBudget(new PerdureOptions(), [TestHolder.Plan, plan]).ShouldBe(12);
        peaks["busy perdure user"].ShouldBe(PerdureDatabase.UserTransactions);
        peaks[All].ShouldBeLessThanOrEqualTo(12);
    }

    [Fact]
    public async Task WhatStepsEmitGoesThroughOneConnectionThatTheFirstOfThemOpens()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "emitting",
            static async (_, call) =>
            {
                await call.Context.EmitAsync(call.Take());
                return call.Take();
            },
            TestPlan.First("One"));
        await using TestHost host = await TestHost.StartAsync(With(settings => settings.ApplicationName = "busy"), [TestHolder.Plan, plan]);
        (await PeaksAsync(RunAsync(TestHolder.Plan))).ShouldNotContainKey("busy perdure stream");

        Dictionary<string, int> peaks = await PeaksAsync(Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => RunAsync(plan)))));

        peaks["busy perdure stream"].ShouldBe(1);
        peaks[All].ShouldBeLessThanOrEqualTo(8);

        async Task RunAsync(WorkflowPlan<string, string> of) => await (await host.Client.StartAsync(of, "x")).GetResultAsync();
    }

    [Fact]
    public async Task AClientThatWaitsAndFollowsOpensTwoConnectionsAndOneThatListens()
    {
        await using TestHost worker = await TestHost.StartAsync(Database.ConnectionString, [TestHolder.Plan]);
        string busy = With(settings => settings.ApplicationName = "busy");
        await using TestHost client = await TestHost.StartAsync(busy, [], options => options.RunWorker = false);

        Dictionary<string, int> peaks = await PeaksAsync(Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(async () =>
        {
            WorkflowHandle<string> run = await client.Client.StartAsync(TestHolder.Plan, "x");
            await foreach (ExecutionEvent one in client.Client.TailAsync(run.Id)) one.ExecutionId.ShouldBe(run.Id);
            (await run.GetResultAsync()).ShouldBe("x");
            await client.Client.CancelAsync(run.Id);
        }))));

        (peaks["busy perdure client"], peaks["busy perdure direct"], peaks[All]).ShouldBe((2, 1, 3));
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

    /// <summary>The most connections of each use, and of all together, that were open at one time, until something has ended.</summary>
    private async Task<Dictionary<string, int>> PeaksAsync(Task load)
    {
        NpgsqlConnection watcher = await OpenAsync();
        var peaks = new Dictionary<string, int>();
        bool last;
        do
        {
            // A look after the end as well: pools keep what they opened.
            last = load.IsCompleted;
            Dictionary<string, int> open = (await watcher.ColumnAsync<string>(Connections)).ToDictionary(
                use => use[..use.LastIndexOf(' ')], use => int.Parse(use[use.LastIndexOf(' ')..], System.Globalization.CultureInfo.InvariantCulture));
            open[All] = open.Values.Sum();
            foreach ((string use, int count) in open) peaks[use] = Math.Max(peaks.GetValueOrDefault(use), count);
        }
        while (!last);

        await load;
        return peaks;
    }

    [GeneratedRegex(@"it opens at most (\d+) connections")]
    private static partial Regex SaidBudget { get; }

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        change(settings);
        return settings.ConnectionString;
    }
}
