using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A run belongs to one lane while it is held, a lane has one batch in flight, and only the holder numbers a run's events.</summary>
public sealed class Rule03LaneTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task WhatArrivesDuringACommitGoesTogetherInTheNext()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 5);
        var store = new GatedStore(Store);
        CheckpointWriter writer = Writer(holder, store);

        Task<CheckpointResult> first = writer.WriteAsync(runs[0].Says());
        await store.EnteredAsync(1);
        Task<CheckpointResult>[] others = [.. runs.Skip(1).Select(run => writer.WriteAsync(run.Says()))];
        store.Batches.Count.ShouldBe(1, "a lane has one batch in flight");
        store.Open();
        await SoonAsync(Task.WhenAll([first, .. others]));

        store.Batches.Select(batch => batch.Checkpoints.Count).ShouldBe([1, 4]);
    }

    [Fact]
    public async Task ABatchWaitsForNothingToFillIt()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);

        (await SoonAsync(Writer(holder).WriteAsync(run.Says()))).Outcome.ShouldBe(CheckpointOutcome.Committed);
    }

    [Fact]
    public async Task TwoLanesCommitSideBySideAndARunStaysInItsOwn()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 40);
        var store = new GatedStore(Store);
        CheckpointWriter writer = Writer(holder, store, lanes: 2);

        Task<CheckpointResult>[] first = [.. runs.Select(run => writer.WriteAsync(run.Says()))];
        await store.EnteredAsync(2);
        store.Open();
        await SoonAsync(Task.WhenAll(first));
        await SoonAsync(Task.WhenAll(runs.Select(run => writer.WriteAsync(run.Says(after: 1)))));

        store.Batches.Select(batch => batch.Lane).Distinct().Count().ShouldBe(2);
        IEnumerable<(Guid Run, Guid Lane)> lanes = store.Batches.SelectMany(batch => batch.Checkpoints.Select(one => (one.ExecutionId, batch.Lane))).Distinct();
        lanes.Count().ShouldBe(runs.Count, "no run was written through two lanes");
    }

    [Fact]
    public async Task TheNumbersOfARunsEventsGoOnFromItsRowUnderTheNextHolder()
    {
        TestHolder first = await RegisterAsync("first");
        ClaimedRun run = await StartAndClaimAsync(first);
        await first.CommitAsync(run.Says(after: 0));
        await first.CommitAsync(run.Says(after: 1, release: true, status: ExecutionStatus.Waiting, wakeIn: TimeSpan.Zero));
        TestHolder second = await RegisterAsync("second");

        ClaimedRun again = await second.ClaimOneAsync();
        again.LastSeq.ShouldBe(2);
        await second.CommitAsync(again.Says());

        (await Subject.EventsAsync(run.Id)).Select(entry => entry.Seq).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task WhatClientsDoBecomesNoEventBeforeTheHolderTakesItIn()
    {
        TestHolder holder = await RegisterAsync();
        Guid free = await StartAsync();
        await Store.CancelAsync(free, default);
        ClaimedRun held = await holder.ClaimOneAsync();
        await Store.CancelAsync(held.Id, default);

        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events")).ShouldBe(0);
    }

    [Fact]
    public async Task ACheckpointWithoutEventsIsRefused()
    {
        TestHolder holder = await RegisterAsync();
        var silent = new Checkpoint { ExecutionId = Guid.CreateVersion7(), Token = 1, LastSeq = 0, Status = ExecutionStatus.Running, Steps = [], Events = [] };

        await Should.ThrowAsync<ArgumentException>(() => Writer(holder).WriteAsync(silent));
    }

    [Fact]
    public async Task AWriterThatEndsLeavesNobodyWaiting()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 2);
        var store = new GatedStore(Store);
        CheckpointWriter writer = Writer(holder, store);
        Task<CheckpointResult> underWay = writer.WriteAsync(runs[0].Says());
        await store.EnteredAsync(1);
        Task<CheckpointResult> waiting = writer.WriteAsync(runs[1].Says());

        await writer.DisposeAsync();

        (await SoonAsync(underWay)).Outcome.ShouldBe(CheckpointOutcome.Lost);
        (await SoonAsync(waiting)).Outcome.ShouldBe(CheckpointOutcome.Lost);
        (await SoonAsync(writer.WriteAsync(runs[1].Says()))).Outcome.ShouldBe(CheckpointOutcome.Lost);
    }

    [Fact]
    public async Task AWriterEndsQuietlyWhenItsCommitFailsWhileItEnds()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new GatedStore(Store) { WhenCancelled = () => new IOException("the connection broke") };
        CheckpointWriter writer = Writer(holder, store);
        Task<CheckpointResult> underWay = writer.WriteAsync(run.Says());
        await store.EnteredAsync(1);

        await Should.NotThrowAsync(async () => await writer.DisposeAsync());

        (await SoonAsync(underWay)).Outcome.ShouldBe(CheckpointOutcome.Lost);
    }
}
