using Npgsql;
using Perdure.Runtime.Tests.Migrations;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Many hosts may migrate at once, under an advisory lock that is asked for outside of any transaction; a host without the rights to starts where nothing is to be done.</summary>
public sealed class Rule25MigrationTests(MigratedServer server) : IAsyncLifetime
{
    private EmptyDatabase empty = null!;

    public async ValueTask InitializeAsync() => empty = await EmptyDatabase.CreateAsync(server);

    public ValueTask DisposeAsync() => empty.DisposeAsync();

    [Fact]
    public async Task TwentyHostsMigrateAtOnceAndEachMigrationIsAppliedOnce()
    {
        int[] applied = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => Migrator.MigrateAsync(empty.ConnectionString))));

        applied.Sum().ShouldBe(Migration.All.Count);
        await using NpgsqlConnection session = await empty.OpenAsync();
        (await session.ColumnAsync<string>("select version || ' ' || name from perdure.schema_version order by version")).ShouldBe(Migration.All.Select(migration => $"{migration.Version} {migration.Name}"));
        (await session.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())")).ShouldBe(0);
    }

    [Fact]
    public async Task WhoWaitsForTheMigrationLockHoldsNoSnapshotThatAnIndexWouldWaitFor()
    {
        await using NpgsqlConnection first = await empty.OpenAsync();
        await first.ExecuteAsync("create table public.large (id integer)");
        (await first.ScalarAsync<bool>("select pg_try_advisory_lock($1)", Migrator.LockKey)).ShouldBeTrue();
        Task<int> second = Migrator.MigrateAsync(new NpgsqlConnectionStringBuilder(empty.ConnectionString) { ApplicationName = "second" }.ConnectionString);
        await Wait.UntilAsync(() => first.ScalarAsync<bool>("select exists (select from pg_stat_activity where application_name = 'second' and query like '%pg_try_advisory_lock%')"));

        await first.ExecuteAsync("create index concurrently large_by_id on public.large (id)").WaitAsync(TimeSpan.FromSeconds(10));

        (await first.ScalarAsync<bool>("select count(*) = 1 and bool_and(xact_start is null or state = 'active') from pg_stat_activity where application_name = 'second'")).ShouldBeTrue();
        second.IsCompleted.ShouldBeFalse();
        await first.ScalarAsync<bool>("select pg_advisory_unlock($1)", Migrator.LockKey);
        (await second).ShouldBe(Migration.All.Count);
    }

    [Theory]
    [InlineData("update perdure.schema_version set checksum = 'other' where version = 3")]
    [InlineData("alter table perdure.schema_version drop column checksum")]
    public async Task ASchemaOfAnotherBuildIsNamedWithTheMend(string change)
    {
        await Migrator.MigrateAsync(empty.ConnectionString);
        await using NpgsqlConnection session = await empty.OpenAsync();
        await session.ExecuteAsync(change);

        string message = (await Should.ThrowAsync<PerdureConfigurationException>(() => Migrator.MigrateAsync(empty.ConnectionString))).Message;

        message.ShouldContain("was made by another build: migration '000");
        message.ShouldEndWith("'drop schema perdure cascade' and start again");
    }

    [Fact]
    public async Task TheWaitForTheLockCanBeCancelled()
    {
        await using NpgsqlConnection first = await empty.OpenAsync();
        await first.ScalarAsync<bool>("select pg_try_advisory_lock($1)", Migrator.LockKey);
        using var cancel = new CancellationTokenSource();
        Task<int> waiting = Migrator.MigrateAsync(empty.ConnectionString, cancellationToken: cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task AHostWithoutTheRightToMigrateStartsAndWorksOnAMigratedDatabase()
    {
        await Migrator.MigrateAsync(empty.ConnectionString);
        await using NpgsqlConnection owner = await empty.OpenAsync();
        string role = await CreateRoleAsync(owner);
        await owner.ExecuteAsync($"grant usage on schema perdure to {role}; grant select, insert, update, delete on all tables in schema perdure to {role}");

        await using (TestHost host = await TestHost.StartAsync(As(role), [TestHolder.Plan]))
        {
            WorkflowHandle<string> run = await host.Client.StartAsync(TestHolder.Plan, "x");
            (await run.GetResultAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("x");
        }

        await owner.ExecuteAsync($"drop owned by {role}; drop role {role}");
    }

    [Fact]
    public async Task AMigrationThatFailsIsNamedAndLeavesNothing()
    {
        await using NpgsqlConnection owner = await empty.OpenAsync();
        string role = await CreateRoleAsync(owner);

        PerdureConfigurationException failure = await Should.ThrowAsync<PerdureConfigurationException>(() => Migrator.MigrateAsync(As(role)));

        failure.Message.ShouldStartWith("Migration '0001_create_runs.sql' failed and was rolled back: permission denied for database");
        (await owner.ScalarAsync<bool>("select to_regnamespace('perdure') is null")).ShouldBeTrue();
        await owner.ExecuteAsync($"drop role {role}");
    }

    [Fact]
    public async Task AFailureThatMayPassIsNoMistakeOfTheConfiguration()
    {
        await using NpgsqlConnection owner = await empty.OpenAsync();
        await owner.ExecuteAsync(
            """
            create function public.fill_disk() returns event_trigger language plpgsql as $$ begin raise exception 'no space left on device' using errcode = 'disk_full'; end $$;
            create event trigger fill_disk on ddl_command_start when tag in ('CREATE SCHEMA') execute function public.fill_disk();
            """);

        (await Should.ThrowAsync<PostgresException>(() => Migrator.MigrateAsync(empty.ConnectionString))).SqlState.ShouldBe(PostgresErrorCodes.DiskFull);
    }

    [Fact]
    public async Task WhoWaitsForTheLockGoesOnWhenNothingIsLeftToApply()
    {
        await using NpgsqlConnection first = await empty.OpenAsync();
        await first.ScalarAsync<bool>("select pg_try_advisory_lock($1)", Migrator.LockKey);
        Task<int> waiting = Migrator.MigrateAsync(new NpgsqlConnectionStringBuilder(empty.ConnectionString) { ApplicationName = "waiting" }.ConnectionString);
        await Wait.UntilAsync(() => first.ScalarAsync<bool>("select exists (select from pg_stat_activity where application_name = 'waiting' and query like '%pg_try_advisory_lock%')"));

        foreach (Migration migration in Migration.All) await first.ExecuteAsync(migration.Text);
        await first.ExecuteAsync("insert into perdure.schema_version (version, name, min_worker, checksum) values ($1, 'the last', 1, $2)", Migration.All.Count, Migration.All[^1].Checksum);

        (await waiting.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(0, "the lock is still held");
    }

    [Fact]
    public async Task AHostBehindAPoolerAloneMigratesNothingAndSaysSo()
    {
        await using (PerdureDatabase pooled = Pooled())
        {
            PerdureConfigurationException refusal = await Should.ThrowAsync<PerdureConfigurationException>(async () => await pooled.OpenAsync(default));
            refusal.Message.ShouldBe(
                $"The database has 0 of {Migration.All.Count} migrations, and the host has no direct connection to apply the others: give UsePooledPostgres a direct one, or set PerdureOptions.Migrate to false and migrate elsewhere");
        }

        await Migrator.MigrateAsync(empty.ConnectionString);
        await using PerdureDatabase complete = Pooled();
        await Should.NotThrowAsync(async () => await complete.OpenAsync(default));

        PerdureDatabase Pooled() => new(new FixedPostgresSource(new PostgresConnectionStrings(empty.ConnectionString, Direct: null)), new PerdureOptions(), TimeProvider.System);
    }

    [Fact]
    public async Task ADatabaseThatIsNewerThanTheHostIsLeftAsItIs()
    {
        await Migrator.MigrateAsync(empty.ConnectionString);
        await using NpgsqlConnection owner = await empty.OpenAsync();
        await owner.ExecuteAsync("insert into perdure.schema_version (version, name, min_worker, checksum) values (9999, 'of a later release', 1, '')");

        (await Migrator.MigrateAsync(empty.ConnectionString)).ShouldBe(0);
    }

    [Fact]
    public async Task AMigratedDatabaseIsNotMigratedAgain()
    {
        await Migrator.MigrateAsync(empty.ConnectionString);

        (await Migrator.MigrateAsync(empty.ConnectionString)).ShouldBe(0);
    }

    private static async Task<string> CreateRoleAsync(NpgsqlConnection owner)
    {
        string role = $"limited_{Guid.CreateVersion7():N}";
        await owner.ExecuteAsync($"create role {role} login password 'limited'");
        return role;
    }

    private string As(string role) => new NpgsqlConnectionStringBuilder(empty.ConnectionString) { Username = role, Password = "limited", Pooling = false }.ConnectionString;
}
