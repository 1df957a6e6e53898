using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A claim locks the ready row and the run's row, waits for nobody, and takes from nobody who lives.</summary>
public sealed class Rule10ClaimTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task TwoClaimsAtOnceShareTheRunsAndNeitherWaits()
    {
        TestHolder first = await RegisterAsync("a");
        TestHolder second = await RegisterAsync("b");
        Guid[] runs = [await StartAsync(), await StartAsync(), await StartAsync()];
        NpgsqlConnection session = await BeginAsync();

        (await session.ClaimAsync(first, limit: 2)).ShouldBe(runs[..2], ignoreOrder: true);
        (await SoonAsync(second.ClaimAsync())).ShouldHaveSingleItem().Id.ShouldBe(runs[2]);
        await session.ExecuteAsync("commit");

        (await second.ClaimAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AClaimThatRollsBackLeavesTheRunsToOthers()
    {
        TestHolder first = await RegisterAsync("a");
        TestHolder second = await RegisterAsync("b");
        Guid run = await StartAsync();
        NpgsqlConnection session = await BeginAsync();
        await session.ClaimAsync(first);
        await session.ExecuteAsync("rollback");

        (await second.ClaimOneAsync()).ShouldBe(new ClaimedRun(run, "chain@1", "\"x\"", 1, 0, null));
    }

    [Fact]
    public async Task ARunWhoseRowIsLockedIsPassedOverAndItsWakeRowSurvives()
    {
        TestHolder holder = await RegisterAsync();
        Guid locked = await StartAsync();
        Guid free = await StartAsync();
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.executions where id = $1 for no key update", locked);

        (await SoonAsync(holder.ClaimAsync())).ShouldHaveSingleItem().Id.ShouldBe(free);
        (await Subject.WakesInAsync(locked)).ShouldNotBeNull();
        await other.ExecuteAsync("rollback");

        (await holder.ClaimOneAsync()).Id.ShouldBe(locked);
    }

    [Fact]
    public async Task AWakeRowThatSomebodyIsWritingIsPassedOverAndNotLost()
    {
        TestHolder holder = await RegisterAsync();
        Guid run = await StartAsync();
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(run)).ShouldBeTrue();

        (await SoonAsync(holder.ClaimAsync())).ShouldBeEmpty();
        await client.ExecuteAsync("commit");

        (await holder.ClaimOneAsync()).Id.ShouldBe(run);
        (await Store.ReadMailAsync([run], default)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task AClaimAndATakeoverOfTheSameRunGiveItToOne()
    {
        TestHolder gone = await RegisterAsync("gone");
        TestHolder claimer = await RegisterAsync("claimer");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(gone);
        await Store.CancelAsync(run.Id, default);
        await Store.DeclareDeadAsync(gone.Id, default);
        NpgsqlConnection takeover = await BeginAsync();
        (await takeover.TakeOverAsync(heir)).ShouldBe([run.Id]);

        (await SoonAsync(claimer.ClaimAsync())).ShouldBeEmpty();
        await takeover.ExecuteAsync("commit");
        (await claimer.ClaimAsync()).ShouldBeEmpty();

        (await ReadHolderAsync(run.Id)).ShouldBe(new HolderRow(run.Id, heir.Id, run.Token + 1, 0));
    }

    [Fact]
    public async Task ManyWorkersThatClaimAtOnceNeverGetTheSameRun()
    {
        const int runs = 200;
        for (var run = 0; run < runs; run++) await StartAsync();
        var claimed = new List<Guid>();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            var store = new PostgresExecutionStore(Own(PostgresStoreUnderTest.Pools(Database.ConnectionString)), TimeProvider.System);
            TestHolder holder = await TestHolder.RegisterAsync(store, $"w{number}");
            while (true)
            {
                IReadOnlyList<ClaimedRun> taken = await holder.ClaimAsync(7);
                lock (claimed) claimed.AddRange(taken.Select(run => run.Id));
                if (taken.Count == 0 && await Database.ScalarAsync<long>("select count(*) from perdure.ready") == 0) return;
            }
        }));

        claimed.Count.ShouldBe(runs);
        claimed.ShouldBeUnique();
    }

    [Fact]
    public async Task WhatACheckpointWritesOfARunStandsInNoIndex()
    {
        IReadOnlyList<string> indexed = await (await OpenAsync()).ColumnAsync<string>(
            """
            select distinct a.attname::text
            from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
            where i.indrelid = 'perdure.executions'::regclass order by 1
            """);

        indexed.ShouldBe(["created_at", "holder", "id", "parent_id"], "an update of any other column is HOT; the holder changes with claims and releases alone, and the parent never");
    }

    [Fact]
    public async Task RankIsFixedAtInsertionSoThatNothingIsUpdatedToAge()
    {
        Guid plain = await StartAsync();
        var urgent = new NewExecution(Guid.CreateVersion7(), "chain", 1, "default", 3, null);
        await Store.StartAsync(urgent, default);

        (await Database.ScalarAsync<bool>("select bool_and(rank = extract(epoch from due) - case when execution_id = $1 then 0 else 30 end) from perdure.ready", plain)).ShouldBeTrue();
    }
}
