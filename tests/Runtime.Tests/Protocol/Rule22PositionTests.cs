using System.Globalization;
using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>From a position each event is read once, whatever order transactions are committed in and whoever has died.</summary>
public sealed class Rule22PositionTests(MigratedServer server) : TailProtocolTest(server)
{
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
    public async Task BehindTheEndIsWhatIsCommittedLater()
    {
        (await Client.GetEventPositionAsync(Token)).ShouldBe(EventPosition.Start);
        TestHolder slow = await RegisterAsync("slow");
        TestHolder quick = await RegisterAsync("quick");
        ClaimedRun late = await StartAndClaimAsync(slow);
        ClaimedRun run = await StartAndClaimAsync(quick);
        await quick.CommitAsync(run.Says());
        NpgsqlConnection session = await BeginAsync();
        await session.CheckpointAsync(slow.Batch(late.Says()));

        EventPosition end = await Client.GetEventPositionAsync(Token);
        await session.ExecuteAsync("commit");
        await quick.CommitAsync(run.Says(after: 1));

        (await ReadAsync(end)).ShouldBeOf((late, 1), (run, 2));
    }
}
