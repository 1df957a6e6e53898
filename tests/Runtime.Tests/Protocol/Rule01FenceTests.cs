using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A checkpoint locks its runs' rows under holder and token before it writes anything, so that nobody who lost a run writes it.</summary>
public sealed class Rule01FenceTests(MigratedServer server) : ProtocolTest(server)
{
    private const string Gate = "4711";

    /// <summary>Holds statements that acquire runs behind their snapshot, where they ask how old a worker may be, and before they lock a run.</summary>
    private const string GateAcquisitions = $"""
        create function pass() returns boolean language plpgsql set lock_timeout = 0 as $$
          begin perform pg_advisory_xact_lock_shared({Gate}); return true; end $$;
        alter table perdure.schema_version rename to schema_version_behind;
        create view perdure.schema_version as select * from perdure.schema_version_behind where pass();
        """;

    [Fact]
    public async Task ATakeoverBetweenACheckpointsBuildAndItsStatementLeavesTheStatementNothingToWrite()
    {
        TestHolder zombie = await RegisterAsync("zombie");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(zombie);
        Checkpoint built = run.Says(ExecutionStatus.Success, [TestCheckpoint.Succeeded("One", "1")], output: "1", release: true, state: "{}");

        await Store.DeclareDeadAsync(zombie.Id, default);
        (await heir.TakeOverAsync()).ShouldHaveSingleItem();

        (await zombie.CommitAsync(built)).ShouldBeEmpty();
        await NothingIsWrittenAsync(run);
        (await ReadHolderAsync(run.Id)).ShouldBe(new HolderRow(run.Id, heir.Id, run.Token + 1, 0));
    }

    [Fact]
    public async Task ATakeoverThatIsNotCommittedYetMakesTheCheckpointPassTheRunOver()
    {
        TestHolder zombie = await RegisterAsync("zombie");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(zombie);
        Checkpoint built = run.Says(steps: [TestCheckpoint.Succeeded("One", "1")], state: "{}", wakeIn: TimeSpan.Zero);
        await Store.DeclareDeadAsync(zombie.Id, default);

        NpgsqlConnection takeover = await BeginAsync();
        (await takeover.TakeOverAsync(heir)).ShouldBe([run.Id]);

        (await SoonAsync(zombie.CommitAsync(built))).ShouldBeEmpty();
        (await ReadHolderAsync(run.Id)).Holder.ShouldBe(zombie.Id, "without a lock, the row still reads as held: locked, not lost");

        await takeover.ExecuteAsync("commit");
        (await SoonAsync(zombie.CommitAsync(built))).ShouldBeEmpty();
        (await ReadHolderAsync(run.Id)).Holder.ShouldBe(heir.Id, "lost");
        await NothingIsWrittenAsync(run);
    }

    [Fact]
    public async Task ATakeoverPassesOverARunWhoseCheckpointIsUnderWayAndFindsWhatItWroteAfterwards()
    {
        TestHolder slow = await RegisterAsync("slow");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(slow);
        NpgsqlConnection checkpoint = await BeginAsync();
        (await checkpoint.CheckpointAsync(slow.Batch(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")])))).ShouldBe([run.Id]);
        await Store.DeclareDeadAsync(slow.Id, default);

        (await SoonAsync(heir.TakeOverAsync())).ShouldBeEmpty();
        await checkpoint.ExecuteAsync("commit");

        (await heir.TakeOverAsync()).ShouldHaveSingleItem().ShouldBe(run with { Token = run.Token + 1, LastSeq = 1, TakenOverFrom = slow.Id, Recoveries = 1 });
        (await Store.ReadOutputsAsync(run.Id, ["One"], default))["One"].ShouldBe("1");
    }

    [Fact]
    public async Task ACheckpointThatIsHeldUpInTheMiddleCannotBeOvertaken()
    {
        TestHolder slow = await RegisterAsync("slow");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(slow);
        await Store.CancelAsync(run.Id, default);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.ready where execution_id = $1 for update", run.Id);

        Task<IReadOnlySet<Guid>> parking = slow.CommitAsync(run.Parks(TimeSpan.FromHours(1)));
        await Database.WaitUntilBlockedAsync();
        await Store.DeclareDeadAsync(slow.Id, default);
        (await SoonAsync(heir.TakeOverAsync())).ShouldBeEmpty("the statement has the run's row already");
        await other.ExecuteAsync("commit");

        (await SoonAsync(parking)).ShouldBe([run.Id]);
        (await heir.TakeOverAsync()).ShouldBeEmpty("it was released");
        (await heir.ClaimOneAsync()).LastSeq.ShouldBe(1);
    }

    /// <summary>A late checkpoint merely locks the run's row, so that nothing makes whoever takes the run afterwards look at that row again.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhoTakesARunOverKnowsOfACheckpointThatWasCommittedAfterItsStatementBegan(bool byClaim)
    {
        TestHolder slow = await RegisterAsync("slow");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(slow);
        NpgsqlConnection checkpoint = await BeginAsync();
        await checkpoint.CheckpointAsync(slow.Batch(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")])));
        await Store.DeclareDeadAsync(slow.Id, default);
        if (byClaim) await Store.CancelAsync(run.Id, default);
        await Database.ExecuteAsync(GateAcquisitions);
        NpgsqlConnection gate = await OpenAsync();
        await gate.ExecuteAsync($"select pg_advisory_lock({Gate})");

        Task<IReadOnlyList<ClaimedRun>> taking = byClaim ? heir.ClaimAsync() : heir.TakeOverAsync().AsTask();
        await Database.WaitUntilBlockedAsync();
        await checkpoint.ExecuteAsync("commit");
        await gate.ExecuteAsync($"select pg_advisory_unlock({Gate})");

        (await SoonAsync(taking)).ShouldHaveSingleItem().ShouldBe(run with { Token = run.Token + 1, LastSeq = 1, TakenOverFrom = slow.Id, Recoveries = 1 });
    }

    [Fact]
    public async Task ATokenOfTheRightHolderThatIsTooOldWritesNothing()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun first = await StartAndClaimAsync(holder);
        await holder.CommitAsync(first.Parks(TimeSpan.Zero));
        ClaimedRun second = await holder.ClaimOneAsync();

        (await holder.CommitAsync(first.Says(after: 1))).ShouldBeEmpty();
        (await holder.CommitAsync(second.Says())).ShouldBe([second.Id]);
    }

    [Fact]
    public async Task ALockedRunGoesIntoTheNextBatchWhileTheOthersGoOn()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 3);
        CheckpointWriter writer = Writer(holder);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.executions where id = $1 for update", runs[1].Id);

        Task<CheckpointResult> locked = writer.WriteAsync(runs[1].Says());
        foreach (ClaimedRun run in runs.Where(run => run != runs[1]))
            (await SoonAsync(writer.WriteAsync(run.Says()))).Outcome.ShouldBe(CheckpointOutcome.Committed);
        locked.IsCompleted.ShouldBeFalse();
        await other.ExecuteAsync("rollback");

        (await SoonAsync(locked)).ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, runs[1].Token));
    }

    [Fact]
    public async Task ALostRunIsToldToItsHolderWhileTheOthersGoOn()
    {
        TestHolder holder = await RegisterAsync();
        TestHolder heir = await RegisterAsync("heir");
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 2);
        CheckpointWriter writer = Writer(holder);
        await Database.ExecuteAsync("update perdure.executions set holder = $1, token = token + 1 where id = $2", heir.Id, runs[0].Id);

        Task<CheckpointResult> lost = writer.WriteAsync(runs[0].Says());
        Task<CheckpointResult> kept = writer.WriteAsync(runs[1].Says());

        (await SoonAsync(lost)).Outcome.ShouldBe(CheckpointOutcome.Lost);
        (await SoonAsync(kept)).Outcome.ShouldBe(CheckpointOutcome.Committed);
    }

    [Fact]
    public async Task ARunThatWasDeletedIsLost()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Database.ExecuteAsync("delete from perdure.executions");

        (await SoonAsync(Writer(holder).WriteAsync(run.Says()))).Outcome.ShouldBe(CheckpointOutcome.Lost);
    }

    private async Task NothingIsWrittenAsync(ClaimedRun run)
    {
        (await Store.ReadStepsAsync(run.Id, default)).ShouldBeEmpty();
        (await Subject.EventsAsync(run.Id)).ShouldBeEmpty();
        (await Subject.StateAsync(run.Id)).ShouldBeNull();
        (await Subject.WakesInAsync(run.Id)).ShouldBeNull();
        (await Store.GetAsync(run.Id, default))!.Status.ShouldBe(ExecutionStatus.Running);
    }
}
