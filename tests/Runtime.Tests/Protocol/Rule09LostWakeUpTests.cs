using Npgsql;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A message and its wake row are left in one transaction, whatever the run's status; parking does not delete the row, so no message is overlooked.</summary>
public sealed class Rule09LostWakeUpTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AMessageThatIsNotCommittedWhenItsRunParksWakesTheRunAfterwards()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(run.Id)).ShouldBeTrue();

        (await holder.TakeMailAsync(run)).ShouldBeEmpty("nobody sees what is not committed");
        (await SoonAsync(holder.CommitAsync(run.Parks()))).ShouldBe([run.Id]);
        (await holder.ClaimAsync()).ShouldBeEmpty();
        await client.ExecuteAsync("commit");

        ClaimedRun woken = await holder.ClaimOneAsync();
        woken.Id.ShouldBe(run.Id);
        (await Store.ReadMailAsync([run.Id], default)).ShouldHaveSingleItem().Kind.ShouldBe("CANCEL");
    }

    [Fact]
    public async Task ASignalThatIsNotCommittedWhenItsRunParksWakesTheRunAfterwards()
    {
        TestHolder holder = await TestHolder.RegisterAsync(Store, plans: [TestHolder.Listening]);
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        (await client.ScalarAsync<bool>("select perdure.signal($1, 'approved', '{\"$type\":\"x\",\"a\": 1}')", run.Id)).ShouldBeTrue();

        (await holder.TakeMailAsync(run)).ShouldBeEmpty("nobody sees what is not committed");
        (await SoonAsync(holder.CommitAsync(run.Parks()))).ShouldBe([run.Id]);
        (await holder.ClaimAsync()).ShouldBeEmpty();
        await client.ExecuteAsync("commit");

        (await holder.ClaimOneAsync()).Id.ShouldBe(run.Id);
        (await Store.ReadMailAsync([run.Id], default)).ShouldHaveSingleItem().Signal.ShouldBe(new SignalMessage("approved", new StoredPayload("{\"$type\":\"x\",\"a\": 1}")));
    }

    [Theory]
    [InlineData("commit", true)]
    [InlineData("rollback", false)]
    public async Task ARunThatParksWithATimerIsDueAtOnceIfAMessageIsCommittedMeanwhile(string end, bool wakes)
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(run.Id)).ShouldBeTrue();

        Task<IReadOnlySet<Guid>> parking = holder.CommitAsync(run.Parks(TimeSpan.FromHours(1)));
        await Database.WaitUntilBlockedAsync();
        await client.ExecuteAsync(end);

        (await SoonAsync(parking)).ShouldBe([run.Id]);
        (await holder.ClaimAsync()).Count.ShouldBe(wakes ? 1 : 0);
        if (!wakes) (await Subject.WakesInAsync(run.Id)).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromMinutes(59));
    }

    [Fact]
    public async Task AWakeRowThatAnOpenTransactionHoldsIsLeftForTheNextTime()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(run.Id)).ShouldBeTrue();

        (await SoonAsync(holder.TakeMailAsync(run))).ShouldHaveSingleItem("what is committed is read");
        await client.ExecuteAsync("commit");

        (await holder.PollAsync(run.Id)).Woken.ShouldBe([run.Id]);
        (await holder.TakeMailAsync(run)).Count.ShouldBe(2);
        (await Subject.WakesInAsync(run.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task ATakeoverDoesNotWaitForAWakeRowThatAnOpenTransactionHolds()
    {
        TestHolder gone = await RegisterAsync("gone");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(gone);
        await Store.CancelAsync(run.Id, default);
        await Store.DeclareDeadAsync(gone.Id, default);
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(run.Id)).ShouldBeTrue();

        (await SoonAsync(heir.TakeOverAsync())).ShouldHaveSingleItem().Id.ShouldBe(run.Id);
        await client.ExecuteAsync("commit");

        (await heir.PollAsync(run.Id)).Woken.ShouldBe([run.Id]);
    }

    [Fact]
    public async Task AMessageThatIsCommittedAfterTheMailWasReadStandsInThePoll()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(run.Id)).ShouldBeTrue();
        (await holder.TakeMailAsync(run)).ShouldBeEmpty();
        await client.ExecuteAsync("commit");

        (await holder.PollAsync(run.Id)).Woken.ShouldBe([run.Id]);
        (await holder.TakeMailAsync(run)).ShouldHaveSingleItem();
        (await holder.PollAsync(run.Id)).Woken.ShouldBeEmpty();
    }

    [Fact]
    public async Task AMessageLeftInATransactionThatRollsBackLeavesNothing()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        await client.CancelAsync(run.Id);
        await client.ExecuteAsync("rollback");

        (await holder.PollAsync(run.Id)).Woken.ShouldBeEmpty();
        (await holder.TakeMailAsync(run)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AMessageToARunThatEndsMeanwhileIsSweptAndLeavesNoWakeRow()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection client = await BeginAsync();
        await client.CancelAsync(run.Id);
        await SoonAsync(holder.CommitAsync(run.Ends()));
        await client.ExecuteAsync("commit");

        (await holder.ClaimAsync()).ShouldBeEmpty();

        (await Database.ScalarAsync<long>("select (select count(*) from perdure.ready) + (select count(*) from perdure.messages)")).ShouldBe(0);
        (await Store.GetAsync(run.Id, default))!.Status.ShouldBe(ExecutionStatus.Success);
    }

    [Fact]
    public async Task AMessageDoesNotTouchTheRunsRow()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        const string version = "select xmin::text || ' ' || ctid::text from perdure.executions";
        string before = await Database.ScalarAsync<string>(version);

        await Store.CancelAsync(run.Id, default);

        (await Database.ScalarAsync<string>(version)).ShouldBe(before);
    }

    [Fact]
    public async Task ANewHolderReadsTheMailWhetherOrNotAWakeRowIsLeft()
    {
        TestHolder gone = await RegisterAsync("gone");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(gone);
        await Store.CancelAsync(run.Id, default);
        await gone.TakeMailAsync(run);
        (await Subject.WakesInAsync(run.Id)).ShouldBeNull("its holder took the row, and died before a checkpoint consumed the message");
        await Store.DeclareDeadAsync(gone.Id, default);

        await heir.TakeOverAsync();

        (await Store.ReadMailAsync([run.Id], default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task WhatIsKnownIsNotReadAgainAndWhatIsCommittedOutOfOrderIsNotOverlooked()
    {
        TestHolder holder = await TestHolder.RegisterAsync(Store, plans: [TestHolder.Listening]);
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection slow = await BeginAsync();
        await slow.ScalarAsync<bool>("select perdure.signal($1, 'approved', '1')", run.Id);
        await Database.ScalarAsync<bool>("insert into perdure.messages (execution_id, kind, payload) values ($1, 'SIGNAL', '{\"name\":\"second\",\"value\":2}') returning true", run.Id);
        long second = (await holder.TakeMailAsync(run)).ShouldHaveSingleItem("nobody sees what is not committed").Id;
        (await holder.TakeMailAsync(run, new KnownMail(second, 1))).ShouldBeEmpty("it is known");

        await slow.ExecuteAsync("commit");

        (await holder.TakeMailAsync(run, new KnownMail(second, 1))).Select(message => message.Signal!.Name).ShouldBe(["approved", "second"]);
        (await holder.TakeMailAsync(run, new KnownMail(second, 2))).ShouldBeEmpty();
    }

    [Fact]
    public async Task ManyMessagesAreReadInTheirOrder()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Database.ExecuteAsync("insert into perdure.messages (execution_id, kind, payload) select $1, 'SIGNAL', json_build_object('name', 'many', 'value', n) from generate_series(1, 401) n", run.Id);

        IReadOnlyList<Message> mail = await holder.TakeMailAsync(run);

        mail.Select(message => message.Signal!.Value.Json).ShouldBe(Enumerable.Range(1, 401).Select(number => $"{number}"));
    }
}
