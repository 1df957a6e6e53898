using System.Globalization;
using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>From a position each event is read once, whatever order transactions are committed in and whoever has died.</summary>
public sealed class Rule22PositionTests(MigratedServer server) : ProtocolTest(server)
{
    private WorkflowClient client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        client = Own(await TestHost.StartAsync(Database.ConnectionString, [], options => options.RunWorker = false)).Client;
    }

    [Fact]
    public async Task ABatchThatIsCommittedAfterLaterOnesOfAnotherLaneIsReadWhenItIsThere()
    {
        TestHolder slow = await RegisterAsync("slow");
        TestHolder quick = await RegisterAsync("quick");
        ClaimedRun late = await StartAndClaimAsync(slow);
        ClaimedRun run = await StartAndClaimAsync(quick);
        NpgsqlConnection session = await BeginAsync();
        await session.CheckpointAsync(slow.Batch(late.Says()));
        await quick.CommitAsync(run.Says());
        await quick.CommitAsync(run.Says(after: 1));

        IReadOnlyList<ExecutionEvent> before = await ReadAsync(EventPosition.Start);
        await session.ExecuteAsync("commit");
        IReadOnlyList<ExecutionEvent> after = await ReadAsync(before[^1].Position);

        before.ShouldBeOf((run, 1), (run, 2));
        after.ShouldBeOf((late, 1));
        (await ReadAsync(after[^1].Position)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AnOpenTransactionOfAnotherHoldsUpNothing()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await using TestDatabase elsewhere = await Server.CreateDatabaseAsync();
        await using NpgsqlConnection far = await elsewhere.OpenAsync();
        foreach (NpgsqlConnection foreign in (NpgsqlConnection[])[await OpenAsync(), far])
        {
            await foreign.ExecuteAsync("create table mine (id integer)");
            await foreign.ExecuteAsync("begin isolation level repeatable read");
            await foreign.ExecuteAsync("insert into mine values (1)");
        }

        await holder.CommitAsync(run.Says());

        (await ReadAsync(EventPosition.Start)).ShouldBeOf((run, 1));
    }

    [Fact]
    public async Task ALaneOfADeadWorkerThatWasReadToItsEndFallsOutAndIsNotReadAgain()
    {
        TestHolder gone = await RegisterAsync("gone");
        ClaimedRun run = await StartAndClaimAsync(gone);
        await gone.CommitAsync(run.Ends());
        EventPosition seen = (await ReadAsync(EventPosition.Start))[^1].Position;
        seen.Batches.Keys.ShouldBe([gone.Lane]);

        await Store.DeclareDeadAsync(gone.Id, default);
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun next = await StartAndClaimAsync(heir);
        await heir.CommitAsync(next.Says());
        IReadOnlyList<ExecutionEvent> rest = await ReadAsync(seen);

        rest.ShouldBeOf((next, 1));
        rest[^1].Position.Batches.Keys.ShouldBe([heir.Lane]);
        (await ReadAsync(rest[^1].Position)).ShouldBeEmpty();
        (await ReadAsync(EventPosition.Start)).ShouldBeOf((run, 1), (next, 1));
    }

    [Fact]
    public async Task ABatchThatTheBackendOfADeadWorkerCommitsLateIsReadAllTheSame()
    {
        TestHolder gone = await RegisterAsync("gone");
        TestHolder alive = await RegisterAsync("alive");
        ClaimedRun run = await StartAndClaimAsync(gone);
        ClaimedRun other = await StartAndClaimAsync(alive);
        await alive.CommitAsync(other.Says());
        NpgsqlConnection backend = await BeginAsync();
        await backend.CheckpointAsync(gone.Batch(run.Ends()));
        await Store.DeclareDeadAsync(gone.Id, default);
        await CloseLanesAsync(0, "a run is still held, as far as anybody sees");
        EventPosition seen = (await ReadAsync(EventPosition.Start))[^1].Position;

        await backend.ExecuteAsync("commit");
        await CloseLanesAsync(1);
        await alive.CommitAsync(other.Says(after: 1));

        (await ReadAsync(seen)).ShouldBeOf((run, 1), (other, 2));
    }

    [Fact]
    public async Task ADeadWorkerWritesNothingAlsoWhereItsRunsAreStillItsOwn()
    {
        TestHolder gone = await RegisterAsync("gone");
        ClaimedRun run = await StartAndClaimAsync(gone);
        await Store.DeclareDeadAsync(gone.Id, default);

        (await gone.CommitAsync(run.Says())).ShouldBeEmpty();

        (await ReadHolderAsync(run.Id)).Holder.ShouldBe(gone.Id);
    }

    [Fact]
    public async Task AClaimThatIsCommittedAfterItsWorkersLanesWereClosedGivesThemNothingToWrite()
    {
        TestHolder gone = await RegisterAsync("gone");
        Guid run = await StartAsync();
        NpgsqlConnection claim = await BeginAsync();
        (await claim.ClaimAsync(gone)).ShouldBe([run]);
        await Store.DeclareDeadAsync(gone.Id, default);
        await CloseLanesAsync(1);
        await claim.ExecuteAsync("commit");

        HolderRow row = await ReadHolderAsync(run);
        row.Holder.ShouldBe(gone.Id);
        (await gone.CommitAsync(new ClaimedRun(run, TestHolder.Plan.Id, null, row.Token, 0, null).Says())).ShouldBeEmpty();
    }

    [Fact]
    public async Task ALaneThatWasRegisteredBeforeOthersWereClosedButIsSeenAfterwardsIsReadFromItsFirstBatch()
    {
        TestHolder gone = await RegisterAsync("gone");
        ClaimedRun run = await StartAndClaimAsync(gone);
        await gone.CommitAsync(run.Ends());
        TestHolder holder = await RegisterAsync("holder");
        ClaimedRun next = await StartAndClaimAsync(holder);
        var late = Guid.CreateVersion7();
        NpgsqlConnection session = await BeginAsync();
        await session.ExecuteAsync(SqlText.Get("open_lane"), late, holder.Id);
        await Store.DeclareDeadAsync(gone.Id, default);
        await CloseLanesAsync(1);
        await holder.CommitAsync(next.Says());
        EventPosition seen = (await ReadAsync(EventPosition.Start))[^1].Position;

        await session.ExecuteAsync("commit");
        await Store.CommitAsync(new Batch(holder.Id, late, 1, [next.Says(after: 1)]), default);

        (await ReadAsync(seen)).ShouldBeOf((next, 2));
    }

    [Fact]
    public async Task LanesAreClosedByOneAtATimeAndNobodyWaits()
    {
        TestHolder first = await RegisterAsync("first");
        TestHolder second = await RegisterAsync("second");
        await Store.DeclareDeadAsync(first.Id, default);
        NpgsqlConnection closer = await BeginAsync();
        (await closer.ScalarAsync<int>("select perdure.close_lanes()")).ShouldBe(1);
        await Store.DeclareDeadAsync(second.Id, default);

        await CloseLanesAsync(0, "the number of the other is not seen yet");
        await closer.ExecuteAsync("commit");
        await CloseLanesAsync(1);

        (await (await OpenAsync()).ColumnAsync<Guid>("select id from perdure.lanes where closing is not null order by closing")).ShouldBe([first.Lane, second.Lane]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ALaneThatWasReplacedAfterAnUnknownOutcomeIsClosedAndNothingIsLostOrDoubled(bool committed)
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new BrokenAtSecondStore(Store, committed);
        CheckpointWriter writer = Writer(holder, store);
        for (var round = 0; round < 3; round++)
        {
            ClaimedRun held = run with { Token = (await ReadHolderAsync(run.Id)).Token };
            (await SoonAsync(writer.WriteAsync(held.Says(after: round)))).Outcome.ShouldBe(CheckpointOutcome.Committed);
        }

        IReadOnlyList<ExecutionEvent> all = await ReadAsync(EventPosition.Start);

        all.ShouldBeOf((run, 1), (run, 2), (run, 3));
        (await ReadAsync(EventPosition.Start, batchSize: 1)).ShouldBeOf((run, 1), (run, 2), (run, 3));
        (await Database.ScalarAsync<long>("select count(*) from perdure.lanes where replaced and closing is not null")).ShouldBe(1);
        (await ReadAsync(all[^1].Position)).ShouldBeEmpty();
    }

    [Fact]
    public async Task WithinARunTheOrderIsThatOfItsNumbersAlsoWhereTheClockWasSetBack()
    {
        TestHolder first = await RegisterAsync("first");
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(first, 12);
        foreach (ClaimedRun run in runs) await first.CommitAsync(run.Parks(TimeSpan.Zero));
        NpgsqlConnection past = await OpenAsync();
        await past.ExecuteAsync("set perdure.now = '2001-01-01 00:00:00Z'");

        // More lanes than a page is read from, and all have to wait for the one with the latest time.
        foreach (ClaimedRun run in runs)
        {
            TestHolder next = await RegisterAsync("next");
            ClaimedRun claimed = await next.ClaimOneAsync();
            await past.ExecuteAsync("begin");
            (await past.CheckpointAsync(next.Batch(claimed.Says()))).ShouldHaveSingleItem();
            await past.ExecuteAsync("commit");
        }

        foreach (int batchSize in (int[])[1, 5, 500])
        {
            IReadOnlyList<ExecutionEvent> all = await ReadAsync(EventPosition.Start, batchSize);

            all.Count.ShouldBe(24);
            foreach (ClaimedRun run in runs) all.Where(one => one.ExecutionId == run.Id).Select(one => one.Seq).ShouldBe([1, 2]);
        }
    }

    [Fact]
    public async Task FromThePositionOfEachEventExactlyTheRestIsRead()
    {
        TestHolder one = await RegisterAsync("one");
        TestHolder two = await RegisterAsync("two");
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(one, 3);
        await one.CommitAsync([.. runs.Select(run => run.Says(events: [Event(1), Event(2)]))]);
        await one.CommitAsync(Then(runs[0]), Then(runs[1]), runs[2].Says(after: 2));
        foreach (ClaimedRun run in await two.ClaimAsync()) await two.CommitAsync(run.Says(events: [Event(run.LastSeq + 1), Event(run.LastSeq + 2)]));
        IReadOnlyList<ExecutionEvent> all = await ReadAsync(EventPosition.Start);
        all.Count.ShouldBe(13);

        for (var at = 0; at < all.Count; at++)
        {
            foreach (int batchSize in (int[])[1, 500])
            {
                IReadOnlyList<ExecutionEvent> rest = await ReadAsync(EventPosition.Parse(all[at].Position.ToString()), batchSize);
                rest.Select(Name).Order().ShouldBe(all.Skip(at + 1).Select(Name).Order(), $"behind event {at}, {batchSize} at once");
            }
        }

        Checkpoint Then(ClaimedRun run) => run.Says(ExecutionStatus.Waiting, release: true, wakeIn: TimeSpan.Zero, after: 2);
        static EventWrite Event(long seq) => new(seq, EventTypes.ExecutionResumed, null, null, null);
        static string Name(ExecutionEvent one) => $"{one.ExecutionId} {one.Seq.ToString(CultureInfo.InvariantCulture)}";
    }

    [Fact]
    public async Task ABatchThatWasReadInPartIsReadOnFirstHoweverManyOlderOnesThereAreByThen()
    {
        TestHolder first = await RegisterAsync("first");
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(first, 3);
        await first.CommitAsync([.. runs.Select(run => run.Says())]);
        IReadOnlyList<ExecutionEvent> all = await ReadAsync(EventPosition.Start);
        NpgsqlConnection past = await OpenAsync();
        await past.ExecuteAsync("set perdure.now = '2001-01-01 00:00:00Z'");
        List<(ClaimedRun Run, long Seq)> older = [];

        // More lanes than a page is read from.
        for (var lane = 0; lane < 12; lane++)
        {
            TestHolder next = await RegisterAsync("next");
            ClaimedRun run = await StartAndClaimAsync(next);
            await past.CheckpointAsync(next.Batch(run.Says()));
            older.Add((run, 1));
        }

        for (var seen = 0; seen < 3; seen++)
        {
            IEnumerable<(ClaimedRun, long)> rest = all.Skip(seen + 1).Select(one => (runs.Single(run => run.Id == one.ExecutionId), 1L));
            (await ReadAsync(all[seen].Position)).ShouldBeOf([.. rest, .. older]);
        }
    }

    [Fact]
    public async Task WhereRetentionDeletedRunsTheOthersAreReadOn()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 4);
        await holder.CommitAsync([.. runs.Take(2).Select(run => run.Ends())]);
        EventPosition middle = (await ReadAsync(EventPosition.Start))[0].Position;
        await holder.CommitAsync(runs[2].Ends());
        await holder.CommitAsync(runs[3].Says());
        await Database.ExecuteAsync("update perdure.executions set created_at = created_at - interval '1 day', started_at = started_at - interval '1 day', finished_at = finished_at - interval '1 day'");
        (await Database.ScalarAsync<int>("select perdure.delete_finished(perdure.now() - interval '1 hour')")).ShouldBe(3);

        (await ReadAsync(EventPosition.Start)).ShouldBeOf((runs[3], 1));
        (await ReadAsync(middle)).ShouldBeOf((runs[3], 1));
    }

    [Fact]
    public async Task ADeadWorkerIsKeptAsLongAsItsEventsSoThatNoReaderMissesThem()
    {
        TestHolder gone = await RegisterAsync("gone");
        TestHolder alive = await RegisterAsync("alive");
        ClaimedRun unread = await StartAndClaimAsync(gone);
        ClaimedRun run = await StartAndClaimAsync(alive);
        await gone.CommitAsync(unread.Says());
        await alive.CommitAsync(run.Says());
        EventPosition seen = (await ReadAsync(EventPosition.Start))[^1].Position;
        await gone.CommitAsync(unread.Says(ExecutionStatus.Success, output: "1", release: true, after: 1));
        await alive.CommitAsync(run.Says(after: 1));
        await Store.DeclareDeadAsync(gone.Id, default);
        await CloseLanesAsync(1);

        (await DeleteDeadAsync()).ShouldBe(0);
        (await ReadAsync(seen)).ShouldBeOf((unread, 2), (run, 2));

        await Database.ExecuteAsync("delete from perdure.executions where id = $1", unread.Id);
        (await DeleteDeadAsync()).ShouldBe(1);
        IReadOnlyList<ExecutionEvent> rest = await ReadAsync(seen);
        rest.ShouldBeOf((run, 2));
        rest[^1].Position.Batches.Keys.ShouldBe([alive.Lane]);
    }

    [Fact]
    public async Task BehindTheEndIsWhatIsCommittedLater()
    {
        (await client.GetEventPositionAsync(Token)).ShouldBe(EventPosition.Start);
        TestHolder slow = await RegisterAsync("slow");
        TestHolder quick = await RegisterAsync("quick");
        ClaimedRun late = await StartAndClaimAsync(slow);
        ClaimedRun run = await StartAndClaimAsync(quick);
        await quick.CommitAsync(run.Says());
        NpgsqlConnection session = await BeginAsync();
        await session.CheckpointAsync(slow.Batch(late.Says()));

        EventPosition end = await client.GetEventPositionAsync(Token);
        await session.ExecuteAsync("commit");
        await quick.CommitAsync(run.Says(after: 1));

        (await ReadAsync(end)).ShouldBeOf((late, 1), (run, 2));
    }

    private async Task<IReadOnlyList<ExecutionEvent>> ReadAsync(EventPosition from, int batchSize = 500) =>
        await client.TailAsync(from, new TailOptions { Follow = false, BatchSize = batchSize }, Token).ToListAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    private Task<int> DeleteDeadAsync() => Database.ScalarAsync<int>("select perdure.delete_dead_workers(clock_timestamp() + interval '1 minute')");

    private async Task CloseLanesAsync(int closed, string? because = null) => (await SoonAsync(Database.ScalarAsync<int>("select perdure.close_lanes()"))).ShouldBe(closed, because);

    /// <summary>Loses the connection of the second batch, before or after it was committed.</summary>
    private sealed class BrokenAtSecondStore(IExecutionStore inner, bool committed) : DelegatingStore(inner)
    {
        private int batches;

        public override async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
        {
            if (++batches != 2) return await base.CommitAsync(batch, cancellationToken);
            if (committed) await base.CommitAsync(batch, cancellationToken);
            throw new NpgsqlException("the connection broke");
        }
    }
}

internal static class EventAssertions
{
    /// <summary>The events are these, of each run in order; between runs there is none.</summary>
    public static void ShouldBeOf(this IReadOnlyList<ExecutionEvent> events, params (ClaimedRun Run, long Seq)[] expected)
    {
        events.Select(one => (one.ExecutionId, one.Seq)).ShouldBe(expected.Select(one => (one.Run.Id, one.Seq)), ignoreOrder: true);
        foreach (IGrouping<Guid, ExecutionEvent> run in events.GroupBy(one => one.ExecutionId)) run.Select(one => one.Seq).ShouldBeInOrder();
    }
}
