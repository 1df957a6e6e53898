using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.State;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A child's end is a message to its parent and one wake row, in the child's last checkpoint; all that a batch wakes it wakes in one order.</summary>
public sealed class Rule12ChildTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AChildBeginsWithTheCheckpointInWhichItsParentBeginsToWaitAndOnce()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun parent = await StartAndClaimAsync(holder);
        NpgsqlConnection first = await BeginAsync();
        (await first.CheckpointAsync(holder.Batch(Calls(parent)))).ShouldBe([parent.Id]);
        await first.ExecuteAsync("rollback");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(1);

        (await holder.CommitAsync(Calls(parent))).ShouldBe([parent.Id]);
        await Database.ExecuteAsync("update perdure.executions set status = 'RUNNING', token = token + 1, holder = $2 where id = $1", parent.Id, holder.Id);
        await holder.CommitAsync(Checkpoint(parent with { Token = parent.Token + 1 }, 2, release: true, children: [Child(parent)]));

        ClaimedRun child = await holder.ClaimOneAsync();
        child.Id.ShouldBe(ChildId(parent));
        child.Parent.ShouldBe(new ParentStep(parent.Id, "Call", 0, 0));
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(2);
    }

    [Fact]
    public async Task AnEndThatIsNotCommittedWhenTheParentParksWakesItAfterwards()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun parent = await StartAndClaimAsync(holder);
        await holder.CommitAsync(Calls(parent, release: false));
        ClaimedRun child = await holder.ClaimOneAsync();
        NpgsqlConnection ending = await BeginAsync();
        await ending.CheckpointAsync(holder.Batch(Ends(child)));

        (await holder.TakeMailAsync(parent)).ShouldBeEmpty("nobody sees what is not committed");
        (await SoonAsync(holder.CommitAsync(Checkpoint(parent, 2, release: true)))).ShouldBe([parent.Id]);
        (await holder.ClaimAsync()).ShouldBeEmpty();
        await ending.ExecuteAsync("commit");

        (await holder.ClaimOneAsync()).Id.ShouldBe(parent.Id);
        Message told = (await Store.ReadMailAsync([parent.Id], default)).ShouldHaveSingleItem();
        told.Kind.ShouldBe("CHILD_ENDED");
        told.Payload!.ShouldContain(child.Id.ToString());
    }

    [Fact]
    public async Task AnEndThatIsCommittedBeforeTheParentParksWakesIt()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun parent = await StartAndClaimAsync(holder);
        await holder.CommitAsync(Calls(parent, release: false));
        await holder.CommitAsync(Ends(await holder.ClaimOneAsync()));

        await holder.CommitAsync(Checkpoint(parent, 2, release: true));

        (await holder.ClaimOneAsync()).Id.ShouldBe(parent.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ABatchLocksWhomItWakesInTheOrderOfTheirIdsWhetherTheyAreItsOwnOrNot(bool parksTheLater)
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun[] parents = [.. (await StartAndClaimAsync(holder, 2)).OrderBy(run => run.Id.ToString(), StringComparer.Ordinal)];
        await holder.CommitAsync(Calls(parents[1], release: !parksTheLater), Calls(parents[0]));
        IReadOnlyList<ClaimedRun> children = await holder.ClaimAsync();
        ClaimedRun ofEarlier = children.Single(child => child.Parent!.ExecutionId == parents[0].Id);
        ClaimedRun ofLater = children.Single(child => child.Parent!.ExecutionId == parents[1].Id);
        NpgsqlConnection other = await BeginAsync();
        (await other.CancelAsync(parents[0].Id)).ShouldBeTrue();

        Checkpoint ofTheLater = parksTheLater ? Checkpoint(parents[1], 2, release: true, wakeIn: TimeSpan.FromHours(1)) : Ends(ofLater);
        Task<IReadOnlySet<Guid>> batch = holder.CommitAsync(ofTheLater, Ends(ofEarlier));
        await Database.WaitUntilBlockedAsync();
        (await SoonAsync(other.CancelAsync(parents[1].Id))).ShouldBeTrue("the batch has not locked what comes later, and waits for what comes first");
        await other.ExecuteAsync("commit");

        (await SoonAsync(batch)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task TwoChildrenOfOneParentEndInOneBatch()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun parent = await StartAndClaimAsync(holder);
        await holder.CommitAsync(Checkpoint(parent, 1, release: true, children: [Child(parent), Child(parent, item: 1)]));
        IReadOnlyList<ClaimedRun> children = await holder.ClaimAsync();

        (await holder.CommitAsync([.. children.Select(child => Ends(child))])).Count.ShouldBe(2);

        (await Store.ReadMailAsync([parent.Id], default)).Count.ShouldBe(2);
        (await holder.ClaimOneAsync()).Id.ShouldBe(parent.Id);
    }

    [Fact]
    public async Task WhoHasEndedGetsNoMessage()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun parent = await StartAndClaimAsync(holder);
        await holder.CommitAsync(Calls(parent, release: false));
        ClaimedRun child = await holder.ClaimOneAsync();
        await holder.CommitAsync(parent.Says(ExecutionStatus.Cancelled, release: true, after: 1));

        (await holder.CommitAsync(Ends(child))).ShouldBe([child.Id]);

        (await Store.ReadMailAsync([parent.Id], default)).ShouldBeEmpty();
        (await holder.ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task RetentionLeavesAChildWhoseParentHasNotEnded()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun parent = await StartAndClaimAsync(holder);
        await holder.CommitAsync(Calls(parent, release: false));
        await holder.CommitAsync(Ends(await holder.ClaimOneAsync()));
        const string delete = "select perdure.delete_finished(perdure.now() + interval '1 hour')";

        (await Database.ScalarAsync<int>(delete)).ShouldBe(0);
        await holder.CommitAsync(parent.Says(ExecutionStatus.Cancelled, release: true, after: 1, consumed: [.. (await Store.ReadMailAsync([parent.Id], default)).Select(message => message.Id)]));
        (await Database.ScalarAsync<int>(delete)).ShouldBe(2);
    }

    [Theory]
    [InlineData("select 1", "")]
    [InlineData("delete from perdure.messages", "child")]
    [InlineData("delete from perdure.executions where parent_id is not null", "child")]
    public async Task WhoeverWaitsForAChildOfWhomNobodyWillTellIsFound(string damage, string rule)
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun parent = await StartAndClaimAsync(holder);
        await holder.CommitAsync(Calls(parent));
        await holder.CommitAsync(Ends(await holder.ClaimOneAsync()));

        await Database.ExecuteAsync(damage);

        (await Database.ScalarAsync<string>("select coalesce(string_agg(rule, ' '), '') from perdure.violations() where execution_id = $1 and rule in ('child', 'stranded')", parent.Id)).ShouldBe(rule);
    }

    private static Guid ChildId(ClaimedRun parent, int item = 0) => ChildRuns.IdOf(parent.Id, "Call", new StepUnit(0, item), 1);

    private static NewChild Child(ClaimedRun parent, int item = 0) => new(ChildId(parent, item), TestHolder.Plan, "\"x\"", new ParentStep(parent.Id, "Call", item, 0));

    private static Checkpoint Calls(ClaimedRun parent, bool release = true) => Checkpoint(parent, 1, release, children: [Child(parent)]);

    private static Checkpoint Ends(ClaimedRun child) => Checkpoint(
        child, 1, release: true, ExecutionStatus.Success, letters: [new Letter(child.Parent!.ExecutionId, MessageKinds.ChildEnded, $$"""{"child":"{{child.Id}}","step":"Call","item":{{child.Parent.Item}},"round":0,"status":"SUCCESS"}""")]);

    private static Checkpoint Checkpoint(
        ClaimedRun run, long seq, bool release, ExecutionStatus? status = null, NewChild[]? children = null, Letter[]? letters = null, TimeSpan? wakeIn = null) => new()
        {
            ExecutionId = run.Id,
            Token = run.Token,
            LastSeq = run.LastSeq + seq,
            Status = status ?? (release ? ExecutionStatus.Waiting : ExecutionStatus.Running),
            Output = status == ExecutionStatus.Success ? "\"done\"" : null,
            Release = release,
            WakeIn = wakeIn,
            Steps = [.. (children ?? []).Select(child => new StepWrite("Call", StepStatus.Waiting, 1, 0, null, "{}", null, null, null) { Item = child.Parent.Item, WaitsFor = ChildRuns.Describe("chain", child.Id) })],
            Events = [new EventWrite(run.LastSeq + seq, EventTypes.ExecutionResumed, null, null, null)],
            Children = children ?? [],
            Letters = letters ?? [],
        };
}
