using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A lane through which nothing will ever be written again falls out of positions, and no other does, whatever commits late.</summary>
public sealed class Rule22ClosedLaneTests(MigratedServer server) : TailProtocolTest(server)
{
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
