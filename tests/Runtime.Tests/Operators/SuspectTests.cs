using Perdure.Runtime.Tests.Protocol;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>A run that was recovered twice without progress may be what its workers die of: a worker takes one such run at a time, so that it condemns none beside it.</summary>
public sealed class SuspectTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AWorkerTakesOneSuspectAndAllTheOthers()
    {
        IReadOnlyList<ClaimedRun> runs = await LeaveAsync(recoveries: [2, 0, 5, 1]);
        TestHolder heir = await RegisterAsync("heir");

        IReadOnlyList<ClaimedRun> taken = await heir.TakeOverAsync();

        taken.Select(run => (run.Id, run.Recoveries)).ShouldBe([(runs[0].Id, 3), (runs[1].Id, 1), (runs[3].Id, 2)], ignoreOrder: true);
        taken.Where(run => run.IsSuspect).ShouldHaveSingleItem().Id.ShouldBe(runs[0].Id, "twice recovered is not yet a third time");
    }

    [Fact]
    public async Task WhoDrivesASuspectTakesNoOther()
    {
        IReadOnlyList<ClaimedRun> runs = await LeaveAsync(recoveries: [2, 3]);
        TestHolder heir = await RegisterAsync("heir");
        (await heir.TakeOverAsync()).ShouldHaveSingleItem().Id.ShouldBe(runs[0].Id);

        (await heir.TakeOverAsync(hasSuspect: true)).ShouldBeEmpty();

        (await heir.TakeOverAsync(hasSuspect: false)).ShouldHaveSingleItem().Id.ShouldBe(runs[1].Id, "the first has left");
    }

    [Fact]
    public async Task TwoWorkersTakeASuspectEach()
    {
        IReadOnlyList<ClaimedRun> runs = await LeaveAsync(recoveries: [4, 2, 2]);
        TestHolder first = await RegisterAsync("first");
        TestHolder second = await RegisterAsync("second");

        (await first.TakeOverAsync()).ShouldHaveSingleItem().Id.ShouldBe(runs[0].Id);
        (await second.TakeOverAsync()).ShouldHaveSingleItem().Id.ShouldBe(runs[1].Id);
    }

    [Fact]
    public async Task ASuspectThatSettlesAStepIsNoneAnyMore()
    {
        IReadOnlyList<ClaimedRun> runs = await LeaveAsync(recoveries: [2]);
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun suspect = (await heir.TakeOverAsync()).Single();

        await heir.CommitAsync(new Checkpoint
        {
            ExecutionId = suspect.Id,
            Token = suspect.Token,
            LastSeq = suspect.LastSeq + 1,
            Status = ExecutionStatus.Running,
            ClearsRecoveries = true,
            Steps = [TestCheckpoint.Succeeded("One", "1")],
            Events = [new EventWrite(suspect.LastSeq + 1, Events.EventTypes.StepCompleted, "One", 1, null)],
        });

        (await Database.ScalarAsync<int>("select recoveries from perdure.executions where id = $1", runs[0].Id)).ShouldBe(0);
    }

    /// <summary>Leaves runs of a dead worker that were recovered so often before.</summary>
    private async Task<IReadOnlyList<ClaimedRun>> LeaveAsync(int[] recoveries)
    {
        TestHolder gone = await RegisterAsync("gone");
        ClaimedRun[] runs = [.. (await StartAndClaimAsync(gone, recoveries.Length)).OrderBy(run => run.Id)];
        for (var run = 0; run < runs.Length; run++) await Database.ExecuteAsync("update perdure.executions set recoveries = $2 where id = $1", runs[run].Id, recoveries[run]);
        await Store.DeclareDeadAsync(gone.Id, default);
        return runs;
    }
}
