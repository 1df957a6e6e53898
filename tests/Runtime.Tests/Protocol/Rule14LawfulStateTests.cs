using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>
/// An unfinished run is held by a live worker, or has a wake row: each transaction leads from one to the other, so whoever looks in between sees one of them. What each rule of
/// perdure.violations() finds is tested with it.
/// </summary>
public sealed class Rule14LawfulStateTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task WhoLooksWhileAClaimIsNotCommittedSeesTheRunAsItWas()
    {
        TestHolder holder = await RegisterAsync();
        Guid run = await StartAsync();
        NpgsqlConnection claiming = await BeginAsync();
        await claiming.ExecuteAsync("delete from perdure.ready where execution_id = $1", run);
        (await SoonAsync(BrokenAsync())).ShouldBeEmpty("the wake row is there until the claim is committed");
        await claiming.ExecuteAsync("update perdure.executions set holder = $2, token = token + 1, status = 'RUNNING', started_at = now() where id = $1", run, holder.Id);
        (await SoonAsync(BrokenAsync())).ShouldBeEmpty();

        await claiming.ExecuteAsync("commit");

        (await BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task BetweenTheTwoARunIsStranded()
    {
        await RegisterAsync();
        Guid run = await StartAsync();

        await Database.ExecuteAsync("delete from perdure.ready where execution_id = $1", run);

        (await BrokenAsync()).ShouldBe(["stranded"]);
    }

    [Fact]
    public async Task EachTransitionLeadsFromOneLawfulStateToAnother()
    {
        TestHolder holder = await RegisterAsync();
        TestHolder other = await RegisterAsync("b");
        await StartAsync();
        await LawfulAsync("started");
        ClaimedRun run = await holder.ClaimOneAsync();
        await LawfulAsync("claimed");
        await holder.CommitAsync(run.Parks(TimeSpan.FromHours(1)));
        await LawfulAsync("parked");
        (await Store.CancelAsync(run.Id, default)).ShouldBeTrue();
        await LawfulAsync("asked to end");
        run = await holder.ClaimOneAsync();
        await LawfulAsync("claimed with a message");
        await Store.DeclareDeadAsync(holder.Id, default);
        await LawfulAsync("left by a dead worker a moment ago");
        run = (await other.TakeOverAsync()).ShouldHaveSingleItem();
        await LawfulAsync("taken over");
        IReadOnlyList<Message> mail = await Store.ReadMailAsync([run.Id], default);
        await other.CommitAsync(run.Says(ExecutionStatus.Cancelled, release: true, consumed: [.. mail.Select(message => message.Id)]));
        await LawfulAsync("ended");

        async Task LawfulAsync(string state) => (await BrokenAsync()).ShouldBeEmpty(state);
    }

    /// <summary>What is said of where runs stand; the other rules are about what was recorded, which tests of the store write as short as they like.</summary>
    private async Task<IReadOnlyList<string>> BrokenAsync()
    {
        await using NpgsqlConnection session = await Database.OpenAsync();
        return await session.ColumnAsync<string>("select rule from perdure.violations() where rule in ('stranded', 'abandoned', 'unheard', 'unread', 'wake_row', 'no_worker', 'unservable')");
    }
}
