using Npgsql;
using Perdure.Runtime.Tests.Migrations;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>Who controls runs does so by functions that come with the rights of the owner, and writes no row by itself.</summary>
public sealed class OperatorRightsTests(MigratedServer server) : IAsyncLifetime
{
    private EmptyDatabase database = null!;
    private NpgsqlConnection admin = null!;
    private NpgsqlConnection by = null!;

    public async ValueTask InitializeAsync()
    {
        database = await EmptyDatabase.CreateAsync(server);
        await Migrator.MigrateAsync(database.ConnectionString);
        admin = await database.OpenAsync();
        await admin.ExecuteAsync(SourceTree.Read("db/roles.sql"));
        var name = $"login_{Guid.CreateVersion7():N}";
        await admin.ExecuteAsync($"create role {name} login password 'limited' in role perdure_operator");
        by = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = name, Password = "limited", Pooling = false }.ConnectionString);
        await by.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await by.DisposeAsync();
        await admin.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task AnOperatorControlsRuns()
    {
        var run = Guid.CreateVersion7();
        await admin.ExecuteAsync("insert into perdure.executions (id, workflow, version) values ($1, 'w', 1)", run);
        await admin.ExecuteAsync("insert into perdure.plans (plan, workflow, version, definition) values ('w@1', 'w', 1, '{\"steps\": [{\"id\": \"One\"}]}')");

        (await by.ScalarAsync<bool>("select perdure.pause($1)", run)).ShouldBeTrue();
        (await by.ScalarAsync<bool>("select perdure.resume($1)", run)).ShouldBeTrue();
        (await by.ScalarAsync<bool>("select perdure.cancel($1)", run)).ShouldBeTrue();
        (await by.ScalarAsync<bool>("select perdure.terminate($1, 'why')", run)).ShouldBeTrue();
        (await by.ScalarAsync<bool>("select perdure.retry($1)", run)).ShouldBeTrue();
        (await by.ScalarAsync<bool>("select perdure.fork($1, 'One') is not null", run)).ShouldBeTrue();
        (await by.ScalarAsync<bool>("select bool_and(payload ->> 'by' = session_user) from perdure.execution_events where event_type = 'EXECUTION_CANCELLED'")).ShouldBeTrue("the event names who did it, and not the owner");
        await Should.NotThrowAsync(() => by.ExecuteAsync("select * from perdure.violations(); select * from perdure.executions; select * from perdure.execution_state_full"));
    }

    [Theory]
    [InlineData("update perdure.executions set status = 'PENDING'")]
    [InlineData("insert into perdure.messages (execution_id, kind) values (gen_random_uuid(), 'CANCEL')")]
    [InlineData("insert into perdure.ready (execution_id, queue, plan, rank, due) values (gen_random_uuid(), 'q', 'p', 1, now())")]
    [InlineData("update perdure.execution_steps set status = 'WAITING'")]
    [InlineData("delete from perdure.executions")]
    [InlineData("select perdure.leave_message(gen_random_uuid(), 'CANCEL')")]
    [InlineData("select perdure.record_by_hand(gen_random_uuid(), '[]', '{}')")]
    [InlineData("select perdure.fork_run(gen_random_uuid(), gen_random_uuid(), null, 1, 'q', 0, null, null, null, null, null, null, null, null, null, null, null)")]
    [InlineData("select perdure.delete_finished(now())")]
    [InlineData("select perdure.delete_dead_workers()")]
    [InlineData("create table perdure.mine (id integer)")]
    [InlineData("set role perdure_worker")]
    [InlineData("set role perdure_owner")]
    public async Task AnOperatorIsRefusedAllElse(string statement) =>
        (await Should.ThrowAsync<PostgresException>(() => by.ExecuteAsync(statement))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
}
