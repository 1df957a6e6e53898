using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Store;

/// <summary>What many runs share: a batch and its lane, the runs that it starts, those that it cannot write, and how it is told afterwards what it wrote.</summary>
public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task ABatchStartsRunsThatItsHolderHoldsFromTheFirstMoment()
    {
        TestHolder holder = await RegisterAsync();
        var started = new NewExecution(Guid.CreateVersion7(), "chain", 1, "default", 0, "\"x\"") { Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        Batch batch = holder.Batch() with { Starts = [started] };

        (await Store.CommitAsync(batch, default)).ShouldBe([started.Id]);

        (await Store.ReadHoldersAsync([started.Id], default)).ShouldBe([new HolderRow(started.Id, holder.Id, Token: 1, LastSeq: 0)]);
        (await Store.GetAsync(started.Id, default))!.Status.ShouldBe(ExecutionStatus.Running);
        (await (await RegisterAsync("other")).ClaimAsync()).ShouldBeEmpty();
        await Store.DeclareDeadAsync(holder.Id, default);
        ClaimedRun taken = (await (await RegisterAsync("heir")).TakeOverAsync()).ShouldHaveSingleItem();
        taken.ShouldBe(new ClaimedRun(started.Id, "chain@1", "\"x\"", Token: 2, LastSeq: 0, holder.Id) { Recoveries = 1, Trace = started.Trace });
    }

    [Fact]
    public async Task AnIncarnationThatIsDeadStartsNoRun()
    {
        TestHolder holder = await RegisterAsync();
        await Store.DeclareDeadAsync(holder.Id, default);
        var run = new NewExecution(Guid.CreateVersion7(), "chain", 1, "default", 0, null);

        (await Store.CommitAsync(holder.Batch() with { Starts = [run] }, default)).ShouldBeEmpty();

        (await Store.GetAsync(run.Id, default)).ShouldBeNull();
    }

    [Fact]
    public async Task WhatIsLostDoesNotHoldUpTheRestOfTheBatch()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun lost = await StartAndClaimAsync(holder);
        ClaimedRun kept = await StartAndClaimAsync(holder);

        (await holder.CommitAsync((lost with { Token = 7 }).Says(), kept.Says())).ShouldBe([kept.Id]);

        (await Store.ReadHoldersAsync([lost.Id, kept.Id], default)).Select(row => (row.ExecutionId, row.LastSeq)).ShouldBe([(lost.Id, 0L), (kept.Id, 1L)], ignoreOrder: true);
    }

    [Fact]
    public async Task ARunThatIsLockedForAMomentIsPassedOverAndStillHeld()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun locked = await StartAndClaimAsync(holder);
        ClaimedRun free = await StartAndClaimAsync(holder);

        await using (await subject.LockAsync(locked.Id)) (await holder.CommitAsync(locked.Says(), free.Says())).ShouldBe([free.Id]);

        (await Store.ReadHoldersAsync([locked.Id], default)).Single().ShouldBe(new HolderRow(locked.Id, holder.Id, locked.Token, 0), "which tells it from a lost one");
        (await holder.CommitAsync(locked.Says())).ShouldBe([locked.Id]);
    }

    [Fact]
    public async Task AcquiringAgainRaisesTheTokensOfTheCallersRunsOnly()
    {
        TestHolder holder = await RegisterAsync("a");
        TestHolder other = await RegisterAsync("b");
        ClaimedRun mine = await StartAndClaimAsync(holder);
        ClaimedRun theirs = await StartAndClaimAsync(other);

        IReadOnlyList<HolderRow> rows = await Store.ReacquireAsync(holder.Id, [mine.Says(), theirs.Says()], default);

        rows.ShouldBe([new HolderRow(mine.Id, holder.Id, mine.Token + 1, 0)]);
        (await Store.ReadHoldersAsync([theirs.Id], default)).Single().Token.ShouldBe(theirs.Token);
        (await holder.CommitAsync(mine.Says())).ShouldBeEmpty("the earlier write can no longer happen");
    }

    [Fact]
    public async Task AcquiringAgainTwiceRaisesTheTokenOnce()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        Checkpoint checkpoint = run.Says();

        await Store.ReacquireAsync(holder.Id, [checkpoint], default);

        (await Store.ReacquireAsync(holder.Id, [checkpoint], default)).ShouldBe([new HolderRow(run.Id, holder.Id, run.Token + 1, 0)]);
    }

    [Fact]
    public async Task WhatABatchWroteIsToldByItsOwnEvents()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun written = await StartAndClaimAsync(holder);
        ClaimedRun passedOver = await StartAndClaimAsync(holder);
        Batch batch = holder.Batch(written.Says(), (passedOver with { Token = 9 }).Says());
        await Store.CommitAsync(batch, default);
        await holder.CommitAsync(passedOver.Says());

        // The event of the other has the same number in its run, but is of another batch.
        (await Store.ReadWrittenAsync(batch, default)).ShouldBe([written.Id]);
    }

    [Fact]
    public async Task ALaneMayBeOpenedTwice()
    {
        TestHolder holder = await RegisterAsync();

        await Should.NotThrowAsync(async () => await Store.OpenLaneAsync(holder.Lane, holder.Id, default));
    }

    [Fact]
    public async Task EventsBearTheLaneAndTheBatchThatWroteThem()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun first = await StartAndClaimAsync(holder);
        ClaimedRun second = await StartAndClaimAsync(holder);

        await holder.CommitAsync(first.Says(), second.Says());
        await holder.CommitAsync(first.Says(after: 1));

        (await subject.EventsAsync(first.Id)).Select(entry => (entry.Lane, entry.Batch)).ShouldBe([(holder.Lane, 1L), (holder.Lane, 2L)]);
        (await subject.EventsAsync(second.Id)).Select(entry => (entry.Lane, entry.Batch)).ShouldBe([(holder.Lane, 1L)]);
    }
}
