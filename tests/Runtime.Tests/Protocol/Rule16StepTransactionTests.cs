using Npgsql;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.State;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>
/// A step's own transaction writes its result into the row of its start, if the attempt is still its holder's, and touches no other row of ours. Whoever inherits a run takes those rows before it
/// reads what they hold: a late commit is seen, or can never happen.
/// </summary>
public sealed class Rule16StepTransactionTests(MigratedServer server) : ProtocolTest(server)
{
    private static readonly WorkflowPlan<string, string> Plan = new(TestHolder.Plan.Name, 1, TestHolder.Plan.Runner)
    {
        Input = TestPlan.Text,
        Output = TestPlan.Text,
        Steps = [new StepPlan("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Transactional = true }, TestPlan.Then("Two", 0)],
        Result = 1,
    };

    private TestHolder gone = null!;
    private TestHolder heir = null!;
    private ClaimedRun run = null!;
    private IStepTransaction late = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (gone, heir) = (await RegisterAsync("gone"), await RegisterAsync("heir"));
        run = await StartAndClaimAsync(gone);
        await gone.CommitAsync(run.Says(steps: [TestCheckpoint.Running("One")]));
        late = Own(await Store.BeginStepAsync(Attempt(), default));
    }

    [Fact]
    public async Task WhatIsCommittedBeforeTheHeirLooksIsSeen()
    {
        await TakeOverAsync();

        (await late.SettleAsync("\"late\"", isLast: false, tag: null)).ShouldBeTrue();
        await late.CommitAsync();

        (await ReadAsync()).ShouldBe((StepStatus.Success, true, "\"late\""));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TheHeirWaitsForACommitThatIsUnderWayAndSeesWhatBecameOfIt(bool commits)
    {
        (await late.SettleAsync("\"late\"", isLast: false, tag: null)).ShouldBeTrue();
        await TakeOverAsync();

        Task<(StepStatus, bool, string?)> look = ReadAsync();
        await Database.WaitUntilBlockedAsync();
        if (commits) await late.CommitAsync();
        else await late.DisposeAsync();

        (await SoonAsync(look)).ShouldBe(commits ? (StepStatus.Success, true, "\"late\"") : (StepStatus.Running, false, null));
    }

    [Fact]
    public async Task AfterTheHeirHasLookedNothingIsWrittenAnyMore()
    {
        await TakeOverAsync();
        (await ReadAsync()).Item1.ShouldBe(StepStatus.Running);

        (await late.SettleAsync("\"late\"", isLast: false, tag: null)).ShouldBeFalse();

        (await ReadAsync()).Item1.ShouldBe(StepStatus.Running);
    }

    [Fact]
    public async Task AnEarlierAttemptOfTheSameHolderWritesNothing()
    {
        await gone.CommitAsync(run.Says(steps: [TestCheckpoint.Running("One", attempt: 2)], after: 1));

        (await late.SettleAsync("\"late\"", isLast: false, tag: null)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AnUnknownOutcomeIsWaitedForAndThenKnown(bool commits)
    {
        await late.SettleAsync("\"late\"", isLast: false, tag: null);

        Task<bool> known = Store.FenceAttemptAsync(Attempt(), default).AsTask();
        await Database.WaitUntilBlockedAsync();
        if (commits) await late.CommitAsync();
        else await late.DisposeAsync();

        (await SoonAsync(known)).ShouldBe(commits);
        await using IStepTransaction again = await Store.BeginStepAsync(Attempt(), default);
        (await again.SettleAsync("\"again\"", isLast: false, tag: null)).ShouldBeFalse("it can no longer happen");
    }

    [Fact]
    public async Task AWorkerThatIsFrozenBeforeItsCommitHoldsItsHeirUpForSecondsOnly()
    {
        (await late.SettleAsync("\"late\"", isLast: false, tag: null)).ShouldBeTrue();
        await TakeOverAsync();

        await Perdure.Tests.Wait.UntilAsync(async () => await FenceAsync());

        await Should.ThrowAsync<NpgsqlException>(() => late.CommitAsync());
        (await ReadAsync()).Item1.ShouldBe(StepStatus.Running);

        // As patience asks again while the row is locked.
        async Task<bool> FenceAsync()
        {
            try
            {
                await Store.FenceStepsAsync([run.Id], heir.Id, default);
                return true;
            }
            catch (PostgresException held) when (held.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task WhoDoesNotHoldTheRunTakesNothing()
    {
        await Store.FenceStepsAsync([run.Id], heir.Id, default);

        (await late.SettleAsync("\"late\"", isLast: false, tag: null)).ShouldBeTrue();
    }

    [Fact]
    public async Task CheckpointsOfTheRunAndTheTransactionDoNotHoldEachOtherUp()
    {
        var connection = (NpgsqlConnection)late.Transaction.Connection!;
        await connection.ExecuteAsync("set transaction isolation level serializable");
        await connection.ScalarAsync<long>("select count(*) from perdure.workers");
        await gone.CommitAsync(run.Says(steps: [TestCheckpoint.Running("Two")], after: 1));

        (await SoonAsync(late.SettleAsync("\"x\"", isLast: false, tag: null))).ShouldBeTrue();
        (await SoonAsync(gone.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("Two", "\"y\"")], after: 2)))).ShouldBe([run.Id]);
        await late.CommitAsync();
    }

    [Fact]
    public async Task TheCheckpointThatTellsOfItKeepsTheResult()
    {
        await late.SettleAsync("\"x\"", isLast: false, tag: null);
        await late.CommitAsync();

        await gone.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", output: null)], after: 1));

        (await ReadAsync()).ShouldBe((StepStatus.Success, false, "\"x\""));
        (await Database.ScalarAsync<bool>("select holder is null from perdure.execution_steps")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("on", "on")]
    [InlineData("off", "on")]
    [InlineData("remote_apply", "remote_apply")]
    public async Task ItsCommitIsOnDiskWhateverTheDefault(string setting, string during)
    {
        var connection = (NpgsqlConnection)late.Transaction.Connection!;
        await connection.ExecuteAsync($"set local synchronous_commit = {setting}");
        await late.SettleAsync("\"x\"", isLast: false, tag: null);

        (await connection.ScalarAsync<string>("show synchronous_commit")).ShouldBe(during);
        (await connection.ScalarAsync<string>("show enable_seqscan")).ShouldBe("on", "the user's statements are planned as the user likes");
    }

    private StepAttempt Attempt() => new(new StepKey(run.Id, "One"), 1, gone.Id);

    private async Task TakeOverAsync()
    {
        await Store.DeclareDeadAsync(gone.Id, default);
        run = (await SoonAsync(heir.TakeOverAsync())).ShouldHaveSingleItem();
    }

    /// <summary>As whoever holds the run now takes it into memory.</summary>
    private async Task<(StepStatus Status, bool IsUntold, string? Output)> ReadAsync()
    {
        Guid holder = await Database.ScalarAsync<Guid>("select holder from perdure.executions");
        var states = new StateManager(new PatientStore(Store), holder, TimeProvider.System);
        RecordedRun recorded = (await states.ReadAsync([(run with { LastSeq = 1 }, Plan)], default))[run.Id];
        StepRow row = recorded.Steps.Single(step => step.StepId == "One");
        StoredPayload? output = (await Store.ReadOutputsAsync([new StepKey(run.Id, "One")], default)).GetValueOrDefault(new StepKey(run.Id, "One"));
        return (row.Status, row.IsUntold, output?.Json);
    }

    /// <summary>Asks again for as long as a row is locked, as the coordinator does.</summary>
    private sealed class PatientStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        private readonly Perdure.Coordination.Patience patience = new(TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, CancellationToken.None);

        public override async ValueTask FenceStepsAsync(IReadOnlyList<Guid> executionIds, Guid holder, CancellationToken cancellationToken) =>
            await patience.AskAsync<bool>(
                async asking =>
                {
                    await base.FenceStepsAsync(executionIds, holder, asking);
                    return true;
                },
                cancellationToken);
    }
}
