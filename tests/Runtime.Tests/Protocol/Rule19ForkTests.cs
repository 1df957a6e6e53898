using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A fork copies from a run that goes on meanwhile, and that a deletion must not take away meanwhile.</summary>
public sealed class Rule19ForkTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AForkThatIsNotCommittedHoldsUpNeitherClaimNorCheckpointOfTheOtherRun()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection by = await BeginAsync();
        await ForkAsync(by, run.Id);

        (await SoonAsync(holder.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")])))).ShouldBe([run.Id]);
        (await SoonAsync(holder.CommitAsync(run.Says(ExecutionStatus.Waiting, release: true, wakeIn: TimeSpan.Zero, after: 1)))).ShouldBe([run.Id]);
        (await SoonAsync(holder.ClaimAsync())).ShouldHaveSingleItem().Id.ShouldBe(run.Id, "the fork is not there yet");
    }

    [Fact]
    public async Task ADeletionPassesOverARunThatIsBeingForked()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Ends());
        NpgsqlConnection by = await BeginAsync();
        Guid fork = await ForkAsync(by, run.Id);

        (await SoonAsync(Database.ScalarAsync<int>("select perdure.delete_finished(perdure.now() + interval '1 hour')"))).ShouldBe(0);
        await by.ExecuteAsync("commit");

        (await Database.ScalarAsync<int>("select perdure.delete_finished(perdure.now() + interval '1 hour')")).ShouldBe(1);
        (await holder.ClaimOneAsync()).Id.ShouldBe(fork, "a fork outlives what it was forked from");
    }

    [Fact]
    public async Task AForkWaitsForADeletionAndThenFindsNoRun()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Ends());
        NpgsqlConnection deleting = await BeginAsync();
        NpgsqlConnection by = await OpenAsync();
        (await deleting.ScalarAsync<int>("select perdure.delete_finished(perdure.now() + interval '1 hour')")).ShouldBe(1);

        Task<bool> forked = by.ScalarAsync<bool>(
            "select perdure.fork_run($1, gen_random_uuid(), 'Two', 1, 'default', 0, '1', null, null, '{One}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')", run.Id);
        await Database.WaitUntilBlockedAsync(by);
        await deleting.ExecuteAsync("commit");

        (await SoonAsync(forked)).ShouldBeFalse();
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(0);
    }

    [Fact]
    public async Task ItemsAndRoundsAreCopiedWithTheirStep()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Says(steps:
        [
            TestCheckpoint.Succeeded("One", "[1,2]"),
            TestCheckpoint.Succeeded("One", "1") with { Item = 1 },
            TestCheckpoint.Succeeded("One", "2") with { Item = 2, Round = 3 },
            TestCheckpoint.Running("Two"),
        ]));

        Guid fork = await ForkAsync(await OpenAsync(), run.Id);

        (await Database.ScalarAsync<string>("select string_agg(concat_ws('/', step_id, item, round, status, attempt, output), ' ' order by item) from perdure.execution_steps where execution_id = $1 and copied_from = $2", fork, run.Id))
            .ShouldBe("One/0/0/SUCCESS/0/[1,2] One/1/0/SUCCESS/0/1 One/2/3/SUCCESS/0/2");
        (await Database.ScalarAsync<string>("select string_agg(concat_ws('/', event_type, step_id, item, round), ' ' order by seq) from perdure.execution_events where execution_id = $1", fork))
            .ShouldBe("EXECUTION_CREATED STEP_COPIED/One/0/0 STEP_COPIED/One/1/0 STEP_COPIED/One/2/3");
        (await Database.ScalarAsync<long>("select count(*) from perdure.violations() where execution_id = $1", fork)).ShouldBe(0);
    }

    private static async Task<Guid> ForkAsync(NpgsqlConnection by, Guid run)
    {
        var fork = Guid.CreateVersion7();
        (await by.ScalarAsync<bool>(
            "select perdure.fork_run($1, $2, 'Two', 1, 'default', 0, '1', null, null, '{One}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')", run, fork)).ShouldBeTrue();
        return fork;
    }
}
