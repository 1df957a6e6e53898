using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Store;

/// <summary>Leases, takeovers, polls and mail.</summary>
public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task AHeartbeatSucceedsUntilTheIncarnationIsDeclaredDead()
    {
        TestHolder holder = await RegisterAsync();

        (await Store.HeartbeatAsync(holder.Id, TestHolder.Lease, default)).ShouldBeTrue();
        await Store.DeclareDeadAsync(holder.Id, default);

        (await Store.HeartbeatAsync(holder.Id, TestHolder.Lease, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task APlanIsServedByAWorkerThatIsAliveAndClaimsFromTheQueue()
    {
        TestHolder holder = await RegisterAsync(queues: ["default", "night"]);

        (await Store.IsServedAsync("chain@1", null, default)).ShouldBeTrue();
        (await Store.IsServedAsync("chain@1", "night", default)).ShouldBeTrue();
        (await Store.IsServedAsync("chain@1", "day", default)).ShouldBeFalse();
        (await Store.IsServedAsync("chain@2", null, default)).ShouldBeFalse();

        await subject.ExpireAsync(holder.Id);
        (await Store.IsServedAsync("chain@1", null, default)).ShouldBeFalse("nothing was heard of it for longer than its lease");
    }

    [Fact]
    public async Task AHeartbeatProlongsALeaseThatRanOutUnnoticed()
    {
        TestHolder holder = await RegisterAsync("a");
        TestHolder other = await RegisterAsync("b");
        await StartAndClaimAsync(holder);
        await subject.ExpireAsync(holder.Id);

        (await Store.HeartbeatAsync(holder.Id, TestHolder.Lease, default)).ShouldBeTrue();

        (await other.TakeOverAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ANameIsTakenFromItsEarlierIncarnationsAndFromNobodyElse()
    {
        TestHolder earlier = await RegisterAsync("a");
        TestHolder stranger = await RegisterAsync("b");
        TestHolder successor = await RegisterAsync("a");

        await Store.DeclareNameDeadAsync("a", successor.Id, default);

        (await Store.HeartbeatAsync(earlier.Id, TestHolder.Lease, default)).ShouldBeFalse();
        (await Store.HeartbeatAsync(stranger.Id, TestHolder.Lease, default)).ShouldBeTrue();
        (await Store.HeartbeatAsync(successor.Id, TestHolder.Lease, default)).ShouldBeTrue();
    }

    [Fact]
    public async Task ATakeoverFindsTheRunsOfWorkersWhoseLeaseHasPassed()
    {
        TestHolder gone = await RegisterAsync("gone");
        ClaimedRun lost = await StartAndClaimAsync(gone);
        TestHolder alive = await RegisterAsync("alive");
        await StartAndClaimAsync(alive);
        TestHolder holder = await RegisterAsync("holder");

        (await holder.TakeOverAsync()).ShouldBeEmpty();
        await subject.ExpireAsync(gone.Id);

        (await holder.TakeOverAsync()).ShouldHaveSingleItem().ShouldBe(lost with { Token = 2, TakenOverFrom = gone.Id, Recoveries = 1 });
        (await Store.HeartbeatAsync(gone.Id, TestHolder.Lease, default)).ShouldBeFalse("what was taken over once is over");
        (await holder.TakeOverAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task ATakeoverTakesNoMoreThanItsLimitAndOnlyWhatItsWorkerCanRun()
    {
        TestHolder gone = await RegisterAsync("gone", queues: ["default", "gpu"]);
        for (var run = 0; run < 3; run++) await StartAsync();
        Guid elsewhere = await StartAsync(queue: "gpu");
        await gone.ClaimAsync();
        await Store.DeclareDeadAsync(gone.Id, default);
        TestHolder holder = await RegisterAsync("holder");

        IReadOnlyList<ClaimedRun> first = await holder.TakeOverAsync(2);
        IReadOnlyList<ClaimedRun> rest = await holder.TakeOverAsync(2);

        first.Count.ShouldBe(2);
        rest.ShouldHaveSingleItem();
        first.Concat(rest).ShouldNotContain(run => run.Id == elsewhere);
    }

    [Fact]
    public async Task ATakeoverTakesTheWakeRowSinceTheMailIsReadAtOnce()
    {
        TestHolder gone = await RegisterAsync("gone");
        ClaimedRun run = await StartAndClaimAsync(gone);
        await Store.CancelAsync(run.Id, default);
        await Store.DeclareDeadAsync(gone.Id, default);
        TestHolder holder = await RegisterAsync("holder");

        await holder.TakeOverAsync();

        (await subject.WakesInAsync(run.Id)).ShouldBeNull();
        (await Store.ReadMailAsync([run.Id], default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AHolderOfWhomNoRowIsLeftIsDead()
    {
        TestHolder gone = await RegisterAsync("gone");
        ClaimedRun woken = await StartAndClaimAsync(gone);
        ClaimedRun quiet = await StartAndClaimAsync(gone);
        await Store.CancelAsync(woken.Id, default);
        await subject.ForgetAsync(gone.Id);
        TestHolder holder = await RegisterAsync("holder");

        (await holder.PollAsync()).NextDue.ShouldBe(TimeSpan.Zero);
        (await holder.ClaimAsync()).ShouldHaveSingleItem().ShouldBe(woken with { Token = 2, TakenOverFrom = gone.Id, Recoveries = 1 });
        (await holder.TakeOverAsync()).ShouldHaveSingleItem().ShouldBe(quiet with { Token = 2, TakenOverFrom = gone.Id, Recoveries = 1 });
    }

    [Fact]
    public async Task ATakeoverFindsTheRunsOfSeveralDeadWorkers()
    {
        List<Guid> lost = [];
        for (var worker = 0; worker < 4; worker++)
        {
            TestHolder one = await RegisterAsync($"w{worker}");
            Guid run = (await StartAndClaimAsync(one)).Id;
            if (worker == 1) continue;
            await Store.DeclareDeadAsync(one.Id, default);
            lost.Add(run);
        }

        (await (await RegisterAsync("holder")).TakeOverAsync()).Select(run => run.Id).ShouldBe(lost, ignoreOrder: true);
    }

    [Fact]
    public async Task AnInspectionNamesWhatTheAskerHoldsWithoutKnowingAndATakeoverTakesTheStraysThatItNames()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun known = await StartAndClaimAsync(holder);
        ClaimedRun stray = await StartAndClaimAsync(holder);

        (await holder.InspectHoldersAsync(known.Id)).Unknown.ShouldBe([stray.Id]);
        (await holder.TakeOverAsync()).ShouldBeEmpty();
        (await holder.TakeOverAsync(strays: stray.Id)).ShouldHaveSingleItem().ShouldBe(stray with { Token = 2, TakenOverFrom = holder.Id });
    }

    [Fact]
    public async Task APollSeesALeaseThatHasPassedAndAnInspectionTheRunsOfTheDead()
    {
        TestHolder holder = await RegisterAsync();
        TestHolder gone = await RegisterAsync("gone");
        await StartAndClaimAsync(gone);

        (await holder.PollAsync()).HasExpired.ShouldBeFalse();
        await subject.ExpireAsync(gone.Id);
        (await holder.PollAsync()).HasExpired.ShouldBeTrue();
        (await holder.InspectHoldersAsync()).HasAbandoned.ShouldBeFalse("nobody has declared it dead yet");
        await Store.DeclareDeadAsync(gone.Id, default);
        (await holder.PollAsync()).HasExpired.ShouldBeFalse();
        (await holder.InspectHoldersAsync()).HasAbandoned.ShouldBeTrue();
        await holder.TakeOverAsync();
        (await holder.InspectHoldersAsync()).HasAbandoned.ShouldBeFalse();
    }

    [Fact]
    public async Task APollNamesTheHeldRunsThatSomebodyWoke()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun woken = await StartAndClaimAsync(holder);
        ClaimedRun quiet = await StartAndClaimAsync(holder);
        await Store.CancelAsync(woken.Id, default);

        (await holder.PollAsync(woken.Id, quiet.Id)).Woken.ShouldBe([woken.Id]);
        (await subject.WakesInAsync(woken.Id)).ShouldNotBeNull("a poll takes nothing");
    }

    [Fact]
    public async Task APollTellsWhenTheNextFreeRunIsDue()
    {
        TestHolder holder = await RegisterAsync();
        (await holder.PollAsync()).NextDue.ShouldBeNull();

        ClaimedRun parked = await StartAndClaimAsync(holder);
        await holder.CommitAsync(parked.Parks(TimeSpan.FromHours(2)));
        (await holder.PollAsync()).NextDue.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(120));

        await StartAsync(queue: "elsewhere");
        await StartAsync(workflow: "other");
        (await holder.PollAsync()).NextDue!.Value.ShouldBeGreaterThan(TimeSpan.FromMinutes(119), "the others are for other workers");

        await StartAsync();
        (await holder.PollAsync()).NextDue.ShouldBe(TimeSpan.Zero);
        await holder.ClaimOneAsync();
        (await holder.PollAsync()).NextDue!.Value.ShouldBeGreaterThan(TimeSpan.FromMinutes(119));
    }

    [Fact]
    public async Task APollDoesNotHurryForTheWakeRowOfAHeldRun()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);

        (await holder.PollAsync(run.Id)).NextDue.ShouldBeNull();
    }

    [Fact]
    public async Task MailIsReadOldestFirstAndStaysUntilACheckpointConsumesIt()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);
        await Store.CancelAsync(run.Id, default);

        IReadOnlyList<Message> mail = await holder.TakeMailAsync(run);
        mail.Select(message => message.Id).ShouldBe(mail.Select(message => message.Id).Order());
        (await holder.TakeMailAsync(run)).ShouldBe(mail);
        await holder.CommitAsync(run.Says(consumed: [mail[0].Id]));

        (await holder.TakeMailAsync(run)).ShouldBe([mail[1]]);
    }

    [Fact]
    public async Task OnlyTheHolderTakesMail()
    {
        TestHolder holder = await RegisterAsync("a");
        TestHolder other = await RegisterAsync("b");
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);

        (await other.TakeMailAsync(run)).ShouldBeEmpty();
        (await holder.TakeMailAsync(run with { Token = run.Token + 1 })).ShouldBeEmpty();
        (await subject.WakesInAsync(run.Id)).ShouldNotBeNull();

        (await holder.TakeMailAsync(run)).ShouldHaveSingleItem();
        (await subject.WakesInAsync(run.Id)).ShouldBeNull();
    }
}
