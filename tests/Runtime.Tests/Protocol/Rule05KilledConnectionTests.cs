using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>The same with a connection that is really killed, at the two edges of the commit.</summary>
[Collection(typeof(PausePointCollection))]
public sealed class Rule05KilledConnectionTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AConnectionThatIsKilledBeforeTheCommitCostsTheBatchASecondTry()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("lock table perdure.execution_steps in exclusive mode");

        Task<CheckpointResult> writing = Writer(holder).WriteAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")]));
        await Database.WaitUntilBlockedAsync();
        KillLane();
        await other.ExecuteAsync("commit");

        (await SoonAsync(writing)).ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, run.Token + 1), "the first was rolled back");
        await WrittenOnceAsync(run);
        (await LanesAsync()).ShouldBe(2, "a lane ends with an unknown outcome");
    }

    [Fact]
    public async Task AConnectionThatIsKilledAfterTheCommitCostsNothingButTheQuestion()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        using var killed = new Arming("commit answered, not acted on", () =>
        {
            KillLane();
            throw new IOException("the answer was lost with the connection");
        });

        CheckpointResult result = await SoonAsync(Writer(holder).WriteAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")])));

        result.ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, run.Token + 1));
        killed.Times.ShouldBe(1);
        await WrittenOnceAsync(run);
        (await LanesAsync()).ShouldBe(1, "the next one is opened when there is something to write");
    }

    private void KillLane()
    {
        using NpgsqlCommand kill = Database.DataSource.CreateCommand(
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database() and application_name like '%perdure lane'");
        kill.ExecuteScalar().ShouldBe(true);
    }

    private async Task WrittenOnceAsync(ClaimedRun run)
    {
        (await Subject.EventsAsync(run.Id)).Count.ShouldBe(1);
        (await Store.ReadStepsAsync(run.Id, default)).ShouldBe([new StepRow("One", StepStatus.Success, 1, 0, null, null)]);
        (await ReadHolderAsync(run.Id)).LastSeq.ShouldBe(1);
    }

    /// <summary>Lanes of the writer; the holder's own wrote nothing.</summary>
    private async Task<long> LanesAsync() => await Database.ScalarAsync<long>("select count(*) - 1 from perdure.lanes");

    /// <summary>Does something the first time that a pause point is reached, and counts.</summary>
    private sealed class Arming : IDisposable
    {
        public Arming(string point, Action first) => PausePoints.Reached = reached =>
        {
            if (reached != point) return;
            Times++;
            if (Times == 1) first();
        };

        public int Times { get; private set; }

        public void Dispose() => PausePoints.Reached = null;
    }
}
