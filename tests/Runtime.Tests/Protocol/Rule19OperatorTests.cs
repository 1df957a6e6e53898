using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Whoever changes a run by hand becomes its holder under the next token, so that nobody else writes it meanwhile or late.</summary>
public sealed class Rule19OperatorTests(MigratedServer server) : ProtocolTest(server)
{
    private const string SetAside = """{"type": "Perdure.Coordination.RunSetAsideException"}""";

    [Fact]
    public async Task WhatAnEarlierHolderSendsAfterARetryIsRefused()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await SetAsideAsync(holder);
        (await Database.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();

        (await holder.CommitAsync(run.Says(after: 1, steps: [TestCheckpoint.Succeeded("One", "1")]))).ShouldBeEmpty();

        ClaimedRun again = await holder.ClaimOneAsync();
        again.Token.ShouldBe(run.Token + 2, "one for the operator, one for the claim");
        (await holder.CommitAsync(run.Says(after: 1, steps: [TestCheckpoint.Succeeded("One", "1")]))).ShouldBeEmpty("it is the holder again, and the token is an old one");
    }

    [Fact]
    public async Task ARetryThatIsNotCommittedHoldsUpNoClaimAndNoCheckpoint()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun other = await StartAndClaimAsync(holder);
        ClaimedRun run = await SetAsideAsync(holder);
        NpgsqlConnection by = await BeginAsync();
        (await by.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();

        (await SoonAsync(holder.ClaimAsync())).ShouldBeEmpty();
        (await SoonAsync(holder.CommitAsync(other.Ends()))).ShouldBe([other.Id]);
        await by.ExecuteAsync("commit");

        (await holder.ClaimOneAsync()).Id.ShouldBe(run.Id);
    }

    [Fact]
    public async Task ARetryWaitsForADeletionAndThenFindsNoRun()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await SetAsideAsync(holder);
        NpgsqlConnection deleting = await BeginAsync();
        NpgsqlConnection retrying = await OpenAsync();
        (await deleting.ScalarAsync<int>("select perdure.delete_finished(perdure.now() + interval '1 hour')")).ShouldBe(1);

        Task<bool> retried = retrying.ScalarAsync<bool>("select perdure.retry($1)", run.Id);
        await Database.WaitUntilBlockedAsync(retrying);
        await deleting.ExecuteAsync("commit");

        (await SoonAsync(retried)).ShouldBeFalse();
    }

    [Fact]
    public async Task ADeletionPassesOverARunThatIsBeingRetried()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await SetAsideAsync(holder);
        NpgsqlConnection by = await BeginAsync();
        (await by.ScalarAsync<bool>("select perdure.retry($1)", run.Id)).ShouldBeTrue();

        (await SoonAsync(Database.ScalarAsync<int>("select perdure.delete_finished(perdure.now() + interval '1 hour')"))).ShouldBe(0);
        await by.ExecuteAsync("commit");

        (await holder.ClaimOneAsync()).Id.ShouldBe(run.Id);
    }

    private async Task<ClaimedRun> SetAsideAsync(TestHolder holder)
    {
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Says(ExecutionStatus.Failed, error: SetAside, state: """{"steps":2}""", release: true));
        return run;
    }
}
