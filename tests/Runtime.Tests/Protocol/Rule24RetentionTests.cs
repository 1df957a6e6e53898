using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>What belongs to a run goes with it, events by a trigger a statement; retention deletes finished runs alone, in bounded batches that pass over what is locked.</summary>
public sealed class Rule24RetentionTests(MigratedServer server) : ProtocolTest(server)
{
    private const string Everything =
        """
        select (select count(*) from perdure.executions) + (select count(*) from perdure.execution_steps) + (select count(*) from perdure.execution_state)
          + (select count(*) from perdure.execution_journal) + (select count(*) from perdure.ready) + (select count(*) from perdure.messages)
        """;

    [Fact]
    public async Task NothingOfADeletedRunIsLeftAndNothingOfAnotherIsGone()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 3);
        foreach (ClaimedRun run in runs) await WriteAllKindsAsync(holder, run);
        (await Database.ScalarAsync<long>(Everything)).ShouldBe(3 * 6);

        await Database.ExecuteAsync("delete from perdure.executions where id in ($1, $2)", runs[0].Id, runs[2].Id);

        (await Database.ScalarAsync<long>(Everything)).ShouldBe(6);
        (await Subject.EventsAsync(runs[1].Id)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task StepsAndEventsGoByOneTriggerAStatementAndHaveNoForeignKey()
    {
        (await Database.ScalarAsync<bool>(
            "select (tgtype & 1) = 0 and tgoldtable = 'deleted' from pg_trigger where tgname = 'executions_delete_records'")).ShouldBeTrue();
        (await Database.ScalarAsync<long>("select count(*) from pg_constraint where conrelid in ('perdure.execution_journal'::regclass, 'perdure.execution_steps'::regclass) and contype = 'f'")).ShouldBe(0);
    }

    [Theory]
    [InlineData("executions", "queue = queue")]
    [InlineData("execution_steps", "agent = agent")]
    public async Task UpdatedAtIsSetByTheTriggerOnlyWhereTheStatementDidNot(string table, string change)
    {
        TestHolder holder = await RegisterAsync();
        await WriteAllKindsAsync(holder, await StartAndClaimAsync(holder));
        var past = new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        await Database.ExecuteAsync($"update perdure.{table} set updated_at = $1", past);
        (await Database.ScalarAsync<DateTime>($"select updated_at from perdure.{table}")).ShouldBe(past, "hot statements set it themselves");

        await Database.ExecuteAsync($"update perdure.{table} set {change}");

        (await Database.ScalarAsync<bool>($"select updated_at > clock_timestamp() - interval '1 minute' from perdure.{table}")).ShouldBeTrue();
    }

    [Fact]
    public async Task RecordedFactsCannotBeRewritten()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")]));

        foreach (string rewrite in (string[])["execution_journal set events = '[]'", "execution_steps set output = '2'", "execution_steps set status = 'FAILED', output = null, error = '{}'", "execution_steps set attempt = 2"])
        {
            PostgresException refusal = await Should.ThrowAsync<PostgresException>(() => Database.ExecuteAsync($"update perdure.{rewrite}"));
            refusal.SqlState.ShouldBe(PostgresErrorCodes.IntegrityConstraintViolation, rewrite);
        }
    }

    [Fact]
    public async Task RetentionDeletesFinishedRunsOfBeforeATimeAndNoOthers()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> old = await EndedAsync(holder, 2);
        await AgeAsync();
        Guid unfinished = (await StartAndClaimAsync(holder)).Id;
        await AgeAsync();
        Guid young = (await EndedAsync(holder, 1)).Single().Id;
        Guid pending = await StartAsync();
        await Database.ExecuteAsync("update perdure.executions set created_at = created_at - interval '1 day' where id = $1", pending);

        // As of somebody who asked while it ended: no worker may be there that would sweep it.
        await Database.ExecuteAsync("insert into perdure.messages (execution_id, kind) values ($1, 'CANCEL')", old[1].Id);

        (await DeleteFinishedAsync()).ShouldBe(2);
        (await DeleteFinishedAsync()).ShouldBe(0);

        (await (await OpenAsync()).ColumnAsync<Guid>("select id from perdure.executions")).ShouldBe([unfinished, pending, young], ignoreOrder: true);
    }

    [Fact]
    public async Task RetentionDeletesNoMoreRowsThanItIsToldButAlwaysOneRun()
    {
        TestHolder holder = await RegisterAsync();
        await EndedAsync(holder, 7);
        await AgeAsync();

        (await DeleteFinishedAsync(maxRows: 12)).ShouldBe(3, "a run that has ended has its row, its state, a ready or message row, and its one event");
        (await DeleteFinishedAsync(maxRows: 1)).ShouldBe(1);
        (await DeleteFinishedAsync()).ShouldBe(3);
    }

    [Theory]
    [InlineData("{FAILED}", new[] { ExecutionStatus.Failed })]
    [InlineData("{SUCCESS,CANCELLED}", new[] { ExecutionStatus.Success, ExecutionStatus.Cancelled })]
    [InlineData("{}", new ExecutionStatus[0])]
    [InlineData(null, new[] { ExecutionStatus.Success, ExecutionStatus.Failed, ExecutionStatus.Cancelled })]
    public async Task RetentionDeletesRunsOfTheStatusesThatItIsToldAndNoOthers(string? statuses, ExecutionStatus[] gone)
    {
        ExecutionStatus[] all = [ExecutionStatus.Success, ExecutionStatus.Failed, ExecutionStatus.Cancelled];
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, all.Length);
        foreach ((ClaimedRun run, ExecutionStatus status) in runs.Zip(all)) await holder.CommitAsync(run.Says(status, error: status == ExecutionStatus.Failed ? "{}" : null, release: true));
        await AgeAsync();

        int deleted = await Database.ScalarAsync<int>("select perdure.delete_finished(perdure.now() - interval '1 hour', statuses => $1::text::text[])", (object?)statuses ?? DBNull.Value);

        deleted.ShouldBe(gone.Length);
        (await (await OpenAsync()).ColumnAsync<string>("select status from perdure.executions")).ShouldBe(all.Except(gone).Select(status => status.ToText()), ignoreOrder: true);
    }

    [Theory]
    [InlineData("{RUNNING}", "'RUNNING'")]
    [InlineData("{SUCCESS,PENDING,WAITING}", "'PENDING', 'WAITING'")]
    [InlineData("{success}", "'success'")]
    [InlineData("{SUCCESS,NULL}", "null")]
    public async Task AStatusThatNoFinishedRunHasIsRefusedByName(string statuses, string named)
    {
        PostgresException refusal = await Should.ThrowAsync<PostgresException>(
            () => Database.ScalarAsync<int>("select perdure.delete_finished(perdure.now(), statuses => $1::text::text[])", statuses));

        (refusal.SqlState, refusal.MessageText).ShouldBe(
            (PostgresErrorCodes.InvalidParameterValue, $"perdure.delete_finished deletes runs that are SUCCESS, FAILED, CANCELLED or COMPENSATED, and none that are {named}"));
    }

    /// <summary>Of all that a worker and its clients write, nothing waits for a deletion that is not committed, or misses its run because of it.</summary>
    [Fact]
    public async Task WhileADeletionIsNotCommittedAllOfTheHotPathGoesThrough()
    {
        TestHolder holder = await RegisterAsync();
        TestHolder dying = await RegisterAsync("dying");
        await EndedAsync(holder, 3);
        IReadOnlyList<ClaimedRun> held = await StartAndClaimAsync(holder, 2);
        ClaimedRun left = await StartAndClaimAsync(dying);
        await AgeAsync();
        await Store.DeclareDeadAsync(dying.Id, default);
        NpgsqlConnection deleting = await BeginAsync();
        (await deleting.ScalarAsync<int>("select perdure.delete_finished(perdure.now() - interval '1 hour')")).ShouldBe(3);

        Guid started = await SoonAsync(StartAsync());
        (await SoonAsync(holder.ClaimAsync())).ShouldHaveSingleItem().Id.ShouldBe(started);
        (await SoonAsync(holder.TakeOverAsync())).ShouldHaveSingleItem().Id.ShouldBe(left.Id);
        (await SoonAsync(holder.CommitAsync(held[0].Says(steps: [TestCheckpoint.Succeeded("One", "1")]), held[1].Ends()))).ShouldBe([held[0].Id, held[1].Id], ignoreOrder: true);
        (await SoonAsync(Store.CancelAsync(held[0].Id, default))).ShouldBeTrue();
        (await SoonAsync(holder.TakeMailAsync(held[0]))).ShouldHaveSingleItem();
        (await SoonAsync(Store.HeartbeatAsync(holder.Id, TestHolder.Lease, default))).ShouldBeTrue();
        await SoonAsync(RegisterAsync("late"));

        await deleting.ExecuteAsync("commit");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(4, "two that were held, one that was taken over, one that was started");
    }

    [Fact]
    public async Task RetentionPassesOverALockedRunAndGoesOnWithTheNext()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await EndedAsync(holder, 2);
        await AgeAsync();
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.executions where id = $1 for key share", runs[0].Id);

        (await SoonAsync(DeleteFinishedAsync(maxRows: 1))).ShouldBe(1, "the oldest is locked, and not the only one");
        (await SoonAsync(DeleteFinishedAsync())).ShouldBe(0);
        await other.ExecuteAsync("rollback");

        (await DeleteFinishedAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task TwoRetentionsAtOnceShareTheRuns()
    {
        TestHolder holder = await RegisterAsync();
        await EndedAsync(holder, 5);
        await AgeAsync();
        NpgsqlConnection first = await BeginAsync();
        (await first.ScalarAsync<int>("select perdure.delete_finished(perdure.now() - interval '1 hour', 12)")).ShouldBe(3);

        (await SoonAsync(DeleteFinishedAsync())).ShouldBe(2);
        await first.ExecuteAsync("commit");

        (await Database.ScalarAsync<long>(Everything)).ShouldBe(0);
    }

    [Fact]
    public async Task DeadWorkersThatHoldNothingAreDeletedADayAfterTheyWereLastHeardOf()
    {
        TestHolder idle = await RegisterAsync("idle");
        TestHolder holding = await RegisterAsync("holding");
        TestHolder young = await RegisterAsync("young");
        TestHolder alive = await RegisterAsync("alive");
        await StartAndClaimAsync(holding);
        foreach (TestHolder dead in (TestHolder[])[idle, holding, young]) await Store.DeclareDeadAsync(dead.Id, default);
        await Database.ExecuteAsync("update perdure.workers set heartbeat_at = heartbeat_at - interval '2 days' where incarnation <> $1", young.Id);

        (await Database.ScalarAsync<int>("select perdure.delete_dead_workers()")).ShouldBe(1);

        (await (await OpenAsync()).ColumnAsync<Guid>("select incarnation from perdure.workers")).ShouldBe([holding.Id, young.Id, alive.Id], ignoreOrder: true);
        (await Database.ScalarAsync<long>("select count(*) from perdure.lanes where incarnation = $1", idle.Id)).ShouldBe(0);
    }

    private async Task<IReadOnlyList<ClaimedRun>> EndedAsync(TestHolder holder, int count)
    {
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, count);
        foreach (ClaimedRun run in runs) await holder.CommitAsync(run.Ends());
        return [.. runs.OrderBy(run => run.Id)];
    }

    /// <summary>Lets a day pass for all runs that are there.</summary>
    private Task<int> AgeAsync() =>
        Database.ExecuteAsync("update perdure.executions set created_at = created_at - interval '1 day', started_at = started_at - interval '1 day', finished_at = finished_at - interval '1 day'");

    private Task<int> DeleteFinishedAsync(int maxRows = 5_000) => Database.ScalarAsync<int>("select perdure.delete_finished(perdure.now() - interval '1 hour', $1)", maxRows);

    private async Task WriteAllKindsAsync(TestHolder holder, ClaimedRun run)
    {
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Running("One")], state: "{}"));
        await Store.CancelAsync(run.Id, default);
    }
}
