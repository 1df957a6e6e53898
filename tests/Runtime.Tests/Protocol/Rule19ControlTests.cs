using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Who ends a run by hand takes it from its holder; who pauses one leaves a message that stays as long as the pause. The interleavings with the holder are written out.</summary>
public sealed class Rule19ControlTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task ATerminationWaitsForACheckpointAndWhatItsHolderSendsAfterwardsIsRefused()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection writing = await BeginAsync();
        (await writing.CheckpointAsync(holder.Batch(run.Says(steps: [TestCheckpoint.Succeeded("One", "1"), TestCheckpoint.Running("Two")])))).ShouldBe([run.Id]);
        NpgsqlConnection by = await OpenAsync();

        Task<bool> terminated = by.ScalarAsync<bool>("select perdure.terminate($1)", run.Id);
        await Database.WaitUntilBlockedAsync(by);
        await writing.ExecuteAsync("commit");

        (await SoonAsync(terminated)).ShouldBeTrue();
        (await StepsAsync()).ShouldBe("One SUCCESS, Two CANCELLED", "what was recorded before stays, and was seen");
        (await holder.CommitAsync(run.Says(after: 1, steps: [TestCheckpoint.Succeeded("Two", "2") with { HasRow = true }]))).ShouldBeEmpty();
        (await StepsAsync()).ShouldBe("One SUCCESS, Two CANCELLED");
        (await Database.ScalarAsync<long>("select max(seq) from perdure.execution_journal")).ShouldBe(run.LastSeq + 5);
    }

    [Fact]
    public async Task ACheckpointThatComesWhileATerminationIsNotCommittedIsPassedOverAndThenRefused()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        ClaimedRun other = await StartAndClaimAsync(holder);
        NpgsqlConnection by = await BeginAsync();
        (await by.ScalarAsync<bool>("select perdure.terminate($1)", run.Id)).ShouldBeTrue();

        (await SoonAsync(holder.CommitAsync(run.Ends(), other.Ends()))).ShouldBe([other.Id]);
        (await ReadHolderAsync(run.Id)).Token.ShouldBe(run.Token, "for its holder it is locked, and not lost yet");
        await by.ExecuteAsync("commit");

        (await holder.CommitAsync(run.Ends())).ShouldBeEmpty();
        (await Store.GetAsync(run.Id, default))!.Status.ShouldBe(ExecutionStatus.Cancelled);
    }

    [Fact]
    public async Task ATerminationThatIsRolledBackLeavesTheRunToItsHolder()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection by = await BeginAsync();
        await by.ScalarAsync<bool>("select perdure.terminate($1)", run.Id);
        await by.ExecuteAsync("rollback");

        (await holder.CommitAsync(run.Ends())).ShouldBe([run.Id]);
    }

    [Fact]
    public async Task ATerminationDoesNotWaitForAMessageThatIsNotCommitted()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(run.Id)).ShouldBeTrue();

        (await SoonAsync(Store.TerminateAsync(run.Id, null, default))).ShouldBeTrue();
        await client.ExecuteAsync("commit");

        (await holder.ClaimAsync()).ShouldBeEmpty("the wake row that was locked is swept");
        (await Database.ScalarAsync<long>("select (select count(*) from perdure.ready) + (select count(*) from perdure.messages)")).ShouldBe(0);
    }

    [Fact]
    public async Task WhoLostARunKnowsItAtItsNextInspection()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        ClaimedRun kept = await StartAndClaimAsync(holder);
        (await holder.InspectHoldersAsync(run.Id, kept.Id)).Lost.ShouldBeEmpty();

        await Store.TerminateAsync(run.Id, null, default);

        (await holder.InspectHoldersAsync(run.Id, kept.Id, Guid.CreateVersion7())).Lost.ShouldBe([run.Id], "one that is not in the tables yet is being started");
    }

    [Fact]
    public async Task APauseThatIsNotCommittedWhenItsRunParksWakesTheRunAfterwards()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        (await client.ScalarAsync<bool>("select perdure.pause($1)", run.Id)).ShouldBeTrue();
        (await holder.TakeMailAsync(run)).ShouldBeEmpty();
        (await SoonAsync(holder.CommitAsync(run.Parks()))).ShouldBe([run.Id]);

        await client.ExecuteAsync("commit");

        (await holder.ClaimOneAsync()).Id.ShouldBe(run.Id);
        (await Store.ReadMailAsync([run.Id], default)).ShouldHaveSingleItem().Kind.ShouldBe("PAUSE");
    }

    [Fact]
    public async Task AResumeThatComesBeforeThePauseIsCarriedOutWakesTheRunThatWasParkedByIt()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        (await Store.PauseAsync(run.Id, default)).ShouldBeTrue();
        (await holder.TakeMailAsync(run)).ShouldHaveSingleItem();

        (await Store.ResumeAsync(run.Id, default)).ShouldBeTrue();
        (await holder.CommitAsync(run.Says(ExecutionStatus.Paused, release: true))).ShouldBe([run.Id]);

        ClaimedRun again = await holder.ClaimOneAsync();
        again.Id.ShouldBe(run.Id);
        (await Store.ReadMailAsync([run.Id], default)).Select(message => message.Kind).ShouldBe(["PAUSE", "RESUME"]);
    }

    [Fact]
    public async Task AResumeThatDoesNotSeeThePauseYetComesBeforeIt()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection pausing = await BeginAsync();
        (await pausing.ScalarAsync<bool>("select perdure.pause($1)", run.Id)).ShouldBeTrue();

        (await SoonAsync(Store.ResumeAsync(run.Id, default))).ShouldBeFalse();
        await pausing.ExecuteAsync("commit");

        (await Store.ResumeAsync(run.Id, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task APausedRunIsLawfulAsLongAsItsMessageIsThereAndStrandedWithoutIt()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.PauseAsync(run.Id, default);
        await holder.TakeMailAsync(run);
        await holder.CommitAsync(run.Says(ExecutionStatus.Paused, release: true));
        const string broken = "select coalesce(string_agg(rule, ' '), '') from perdure.violations() where rule in ('stranded', 'unread', 'no_worker', 'unservable')";
        (await Database.ScalarAsync<string>(broken)).ShouldBeEmpty();
        await Store.DeclareDeadAsync(holder.Id, default);
        (await Database.ScalarAsync<string>(broken)).ShouldBeEmpty("it wants no worker");

        await Database.ExecuteAsync("delete from perdure.messages");

        (await Database.ScalarAsync<string>(broken.Replace("perdure.violations()", "perdure.violations() v", StringComparison.Ordinal))).ShouldContain("stranded");
    }

    [Fact]
    public async Task APauseOfARunThatEndsMeanwhileIsSwept()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        await client.ScalarAsync<bool>("select perdure.pause($1)", run.Id);
        await SoonAsync(holder.CommitAsync(run.Ends()));
        await client.ExecuteAsync("commit");

        (await holder.ClaimAsync()).ShouldBeEmpty();

        (await Database.ScalarAsync<long>("select (select count(*) from perdure.ready) + (select count(*) from perdure.messages)")).ShouldBe(0);
        (await Store.PauseAsync(run.Id, default)).ShouldBeFalse();
    }

    private Task<string> StepsAsync() => Database.ScalarAsync<string>("select string_agg(step_id || ' ' || status, ', ' order by step_id) from perdure.execution_steps");
}
