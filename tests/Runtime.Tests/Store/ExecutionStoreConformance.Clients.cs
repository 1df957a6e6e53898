using Perdure.Payloads;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Store;

/// <summary>What clients ask for: start, get, list, cancel.</summary>
public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task AStartedRunIsPendingAndClaimableAtOnce()
    {
        Guid id = await StartAsync();

        ExecutionRow row = (await Store.GetAsync(id, default)).ShouldNotBeNull();

        (row.Id, row.Workflow, row.Version, row.Status).ShouldBe((id, "chain", 1, ExecutionStatus.Pending));
        (row.Output, row.Error, row.StartedAt, row.FinishedAt).ShouldBe((null, null, null, null));
        (await subject.WakesInAsync(id)).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.Zero);
        (await subject.EventsAsync(id)).ShouldBeEmpty("its holder writes EXECUTION_CREATED");
    }

    [Fact]
    public async Task ARunThatNobodyStartedIsNotFound() => (await Store.GetAsync(Guid.CreateVersion7(), default)).ShouldBeNull();

    [Fact]
    public async Task AnEndedRunIsReadWithItsResultAndItsTimes()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Ends("\"yes\""));

        ExecutionRow row = (await Store.GetAsync(run.Id, default)).ShouldNotBeNull();

        (row.Status, row.Output, row.Error).ShouldBe((ExecutionStatus.Success, "\"yes\"", null));
        row.StartedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(row.CreatedAt);
        row.FinishedAt.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(row.StartedAt!.Value);
    }

    [Fact]
    public async Task SignalsAreReadInTheOrderInWhichTheyCameAndGoWithTheCheckpointThatActsOnThem()
    {
        TestHolder holder = await RegisterAsync(plans: [TestHolder.Listening]);
        ClaimedRun run = await StartAndClaimAsync(holder);
        (await Store.SignalAsync(run.Id, "approved", new StoredPayload("\"one\"", "aes-gcm"), default)).ShouldBeTrue();
        (await Store.SignalAsync(run.Id, "approved", new StoredPayload("2"), default)).ShouldBeTrue();

        IReadOnlyList<Message> mail = await Store.ReadMailAsync([run.Id], default);
        await holder.CommitAsync(run.Says(consumed: [mail[0].Id]));

        mail.Select(message => message.Signal).ShouldBe([new SignalMessage("approved", new StoredPayload("\"one\"", "aes-gcm")), new SignalMessage("approved", new StoredPayload("2"))]);
        (await Store.ReadMailAsync([run.Id], default)).Select(message => message.Id).ShouldBe([mail[1].Id]);
    }

    [Fact]
    public async Task ASignalToARunThatHasEndedOrNeverWasIsRefused()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Ends());

        (await Store.SignalAsync(run.Id, "approved", new StoredPayload("1"), default)).ShouldBeFalse();
        (await Store.SignalAsync(Guid.CreateVersion7(), "approved", new StoredPayload("1"), default)).ShouldBeFalse();
    }

    [Fact]
    public async Task TheListingIsNewestFirstAndItsPagesMeet()
    {
        List<Guid> started = [];
        for (var run = 0; run < 5; run++) started.Add(await StartAsync());

        IReadOnlyList<ExecutionRow> first = await Store.ListAsync(new ListRequest(null, null, null, null, 2), default);
        IReadOnlyList<ExecutionRow> second = await Store.ListAsync(new ListRequest(null, null, first[^1].CreatedAt, first[^1].Id, 2), default);
        IReadOnlyList<ExecutionRow> third = await Store.ListAsync(new ListRequest(null, null, second[^1].CreatedAt, second[^1].Id, 2), default);

        first.Concat(second).Concat(third).Select(row => row.Id).ShouldBe(Enumerable.Reverse(started));
    }

    [Fact]
    public async Task ARunThatIsStartedAgainUnderItsIdStaysAsItIs()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var again = new NewExecution(run.Id, "chain", 1, "default", 0, "\"another\"");
        var beside = new NewExecution(Guid.CreateVersion7(), "chain", 1, "default", 0, "\"y\"");

        await Store.StartAsync([again, beside], default);

        (await holder.ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(beside.Id, "the other is held, and needs no wake row");
        (await holder.CommitAsync(run.Ends())).ShouldContain(run.Id);
    }

    [Fact]
    public async Task TheListingBeforeATimeLeavesOutWhatWasCreatedThen()
    {
        await StartAsync();
        Guid later = await StartAsync();
        ExecutionRow row = (await Store.GetAsync(later, default))!;

        IReadOnlyList<ExecutionRow> page = await Store.ListAsync(new ListRequest(null, null, row.CreatedAt, null, 10), default);

        page.ShouldHaveSingleItem().Id.ShouldNotBe(later);
    }

    [Fact]
    public async Task TheListingIsNarrowedByWorkflowAndByStatus()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun ended = await StartAndClaimAsync(holder);
        await holder.CommitAsync(ended.Ends());
        Guid pending = await StartAsync();
        Guid other = await StartAsync(workflow: "other");

        (await IdsAsync(new ListRequest("chain", null, null, null, 10))).ShouldBe([pending, ended.Id]);
        (await IdsAsync(new ListRequest(null, ExecutionStatus.Pending, null, null, 10))).ShouldBe([other, pending]);
        (await IdsAsync(new ListRequest("chain", ExecutionStatus.Success, null, null, 10))).ShouldBe([ended.Id]);
        (await IdsAsync(new ListRequest("nothing", null, null, null, 10))).ShouldBeEmpty();

        async Task<IEnumerable<Guid>> IdsAsync(ListRequest request) => (await Store.ListAsync(request, default)).Select(row => row.Id);
    }

    [Fact]
    public async Task ACancellationIsAMessageThatTheHolderTakes()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);

        (await Store.CancelAsync(run.Id, default)).ShouldBeTrue();

        (await Store.GetAsync(run.Id, default))!.Status.ShouldBe(ExecutionStatus.Running, "only its holder writes the run");
        (await holder.TakeMailAsync(run)).ShouldHaveSingleItem().Kind.ShouldBe("CANCEL");
    }

    [Fact]
    public async Task ARunThatHasEndedOrNeverWasCannotBeCancelled()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Ends());

        (await Store.CancelAsync(run.Id, default)).ShouldBeFalse();
        (await Store.CancelAsync(Guid.CreateVersion7(), default)).ShouldBeFalse();
        (await subject.WakesInAsync(run.Id)).ShouldBeNull();
    }
}
