using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A lane is registered before its first write and numbers its batches 1, 2, 3 in commit order; each event bears lane and batch.</summary>
public sealed class Rule22TailTests(MigratedServer server) : ProtocolTest(server)
{
    private const string Batches =
        "select string_agg(distinct batch::text, ' ' order by batch::text) from perdure.execution_events";

    [Fact]
    public async Task BatchesAreNumberedWithoutAGapEvenWhereSomeWroteNothing()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 3);
        CheckpointWriter writer = Writer(holder);

        await CommitAsync(writer, runs[0].Says());
        (await SoonAsync(writer.WriteAsync((runs[1] with { Token = 9 }).Says()))).Outcome.ShouldBe(CheckpointOutcome.Lost);
        (await SoonAsync(writer.WriteAsync(runs[1].Says(state: "{")))).Outcome.ShouldBe(CheckpointOutcome.Refused);
        await CommitAsync(writer, runs[1].Says());
        await CommitAsync(writer, runs[2].Says());

        (await Database.ScalarAsync<string>(Batches)).ShouldBe("1 2 3");
        (await Database.ScalarAsync<long>("select count(distinct lane) from perdure.execution_events")).ShouldBe(1);
    }

    [Fact]
    public async Task TheNumbersOfALaneFollowTheOrderOfItsCommits()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 20);
        CheckpointWriter writer = Writer(holder, lanes: 2);

        for (var round = 0; round < 5; round++) await Task.WhenAll(runs.Select(run => CommitAsync(writer, run.Says(after: round))));

        (await Database.ScalarAsync<long>(
            """
            select count(*) from (
              select lane, count(distinct batch) as batches, max(batch) as last, min(batch) as first from perdure.execution_events group by lane
            ) l where batches <> last or first <> 1
            """)).ShouldBe(0, "numbers without a gap");
        (await Database.ScalarAsync<long>(
            """
            select count(*) from perdure.execution_journal a join perdure.execution_journal b on a.lane = b.lane and a.batch < b.batch
            where a.xmin::text::bigint >= b.xmin::text::bigint
            """)).ShouldBe(0, "a later number is of a later transaction");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_events a join perdure.execution_events b using (execution_id) where a.seq < b.seq and (a.lane <> b.lane or a.batch >= b.batch)"))
            .ShouldBe(0, "within a run the order is that of its lane");
    }

    [Fact]
    public async Task ALaneIsRegisteredBeforeItsFirstWriteAndNotBeforeThereIsOne()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new GatedStore(Store);
        CheckpointWriter writer = Writer(holder, store);
        (await Database.ScalarAsync<long>("select count(*) - 1 from perdure.lanes")).ShouldBe(0);

        Task<CheckpointResult> writing = writer.WriteAsync(run.Says());
        await store.EnteredAsync(1);
        (await Database.ScalarAsync<Guid>("select incarnation from perdure.lanes where id = $1", store.Batches.Single().Lane)).ShouldBe(holder.Id);
        store.Open();
        await SoonAsync(writing);
    }

    [Fact]
    public async Task ALaneThatCannotBeRegisteredRefusesNoCheckpoint()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new UnregistrableStore(Store);

        (await SoonAsync(Writer(holder, store).WriteAsync(run.Says()))).ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, run.Token));

        store.Tries.ShouldBe(3);
    }

    private static async Task CommitAsync(CheckpointWriter writer, Checkpoint checkpoint) =>
        (await SoonAsync(writer.WriteAsync(checkpoint))).Outcome.ShouldBe(CheckpointOutcome.Committed);

    /// <summary>A store that registers a lane only at the third try.</summary>
    private sealed class UnregistrableStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        public int Tries { get; private set; }

        public override ValueTask OpenLaneAsync(Guid lane, Guid incarnation, CancellationToken cancellationToken) => ++Tries < 3
            ? throw new PostgresException("permission denied for table lanes", "ERROR", "ERROR", "42P01")
            : base.OpenLaneAsync(lane, incarnation, cancellationToken);
    }
}
