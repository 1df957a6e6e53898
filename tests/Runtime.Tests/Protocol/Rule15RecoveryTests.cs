using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A run that may be what its workers die of is counted, taken alone, and in the end set aside.</summary>
public sealed class Rule15RecoveryTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task EachTakeoverFromADeadWorkerIsCountedAndAStepThatSettlesClearsTheCount()
    {
        TestHolder holder = await RegisterAsync("0");
        ClaimedRun run = await StartAndClaimAsync(holder);
        run.Recoveries.ShouldBe(0);
        for (var death = 1; death <= 2; death++)
        {
            await Store.DeclareDeadAsync(holder.Id, default);
            holder = await RegisterAsync($"{death}");
            run = (await holder.TakeOverAsync()).ShouldHaveSingleItem();
            run.Recoveries.ShouldBe(death);
        }

        await holder.CommitAsync(Progress(run));

        (await RecoveriesAsync(run.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task AStrayIsNotCounted()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);

        (await holder.TakeOverAsync(strays: run.Id)).ShouldHaveSingleItem().Recoveries.ShouldBe(0);
    }

    [Fact]
    public async Task OfTheSuspectsAWorkerTakesOneAndNoneWhileItHasOne()
    {
        TestHolder gone = await RegisterAsync("gone");
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(gone, 4);
        await Database.ExecuteAsync("update perdure.executions set recoveries = 2 where id <> $1", runs[0].Id);
        await Store.DeclareDeadAsync(gone.Id, default);
        TestHolder heir = await RegisterAsync("heir");

        IReadOnlyList<ClaimedRun> first = await heir.TakeOverAsync();
        IReadOnlyList<ClaimedRun> second = await heir.TakeOverAsync(hasSuspect: true);

        first.Select(run => run.IsSuspect).ShouldBe([true, false], ignoreOrder: true);
        second.ShouldBeEmpty();
        (await (await RegisterAsync("other")).TakeOverAsync()).ShouldHaveSingleItem().IsSuspect.ShouldBeTrue("another worker takes the next");
    }

    [Fact]
    public async Task ARunThatIsLetGoOfBeginsAnew()
    {
        TestHolder gone = await RegisterAsync("gone");
        await StartAndClaimAsync(gone);
        await Store.DeclareDeadAsync(gone.Id, default);
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = (await heir.TakeOverAsync()).Single();

        await heir.CommitAsync(run.Parks(TimeSpan.FromHours(1)));

        (await RecoveriesAsync(run.Id)).ShouldBe(0);
    }

    private static Checkpoint Progress(ClaimedRun run)
    {
        Checkpoint says = run.Says(steps: [TestCheckpoint.Succeeded("One", "1")]);
        return new Checkpoint
        {
            ExecutionId = says.ExecutionId,
            Token = says.Token,
            LastSeq = says.LastSeq,
            Status = says.Status,
            Steps = says.Steps,
            Events = says.Events,
            ClearsRecoveries = true,
        };
    }

    private Task<int> RecoveriesAsync(Guid run) => Database.ScalarAsync<int>("select recoveries from perdure.executions where id = $1", run);
}
