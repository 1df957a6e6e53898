using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>
/// For as long as somebody's snapshot lasts, what was claimed stays in the index of the queue, in front of what is due. A look that goes on from where the last one got to does not read
/// it again: by the server's own account of the pages that it read.
/// </summary>
public sealed partial class Rule10OldSnapshotTests(MigratedServer server) : ProtocolTest(server)
{
    private const int Claimed = 5_000;

    [Fact]
    public async Task AClaimThatGoesOnReadsNothingOfWhatWasClaimed()
    {
        TestHolder holder = await RegisterAsync();
        await ClaimManyAsync();
        Guid due = await StartAsync();
        double reached = await Database.ScalarAsync<double>("select min(rank) from perdure.ready where execution_id = $1", due);

        (await PagesAsync("claim", ClaimFrom(double.NegativeInfinity))).ShouldBeGreaterThan(Claimed / 2, "it is the old snapshot that makes the difference");
        (await PagesAsync("claim", ClaimFrom(reached))).ShouldBeLessThan(200);
        Claim claim = await holder.ClaimFromAsync(reached);
        claim.Runs.ShouldHaveSingleItem().Id.ShouldBe(due);
        claim.Through.ShouldBe(reached);

        object[] ClaimFrom(double rank) => [holder.Id, holder.Queues, holder.PlanIds, 100, PostgresExecutionStore.WorkerProtocol, rank];
    }

    [Fact]
    public async Task APollThatGoesOnReadsNothingOfWhatWasClaimed()
    {
        TestHolder holder = await RegisterAsync();
        await ClaimManyAsync();
        double reached = (await holder.PollAsync()).Through;
        await StartAsync();

        (await PagesAsync("poll", holder.Queues, holder.PlanIds, Array.Empty<Guid>(), double.NegativeInfinity, holder.Id)).ShouldBeGreaterThan(Claimed / 2, "it is the old snapshot that makes the difference");
        (await PagesAsync("poll", holder.Queues, holder.PlanIds, Array.Empty<Guid>(), reached, holder.Id)).ShouldBeLessThan(200);
        (await Store.PollAsync(holder.Incarnation, new PollRequest([], reached), default)).NextDue.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public async Task WhatCameInFrontIsFoundFromTheStart()
    {
        TestHolder holder = await RegisterAsync();
        await StartAsync();
        double reached = (await holder.ClaimFromAsync(double.NegativeInfinity)).Through.ShouldNotBeNull();
        await Store.StartAsync(new NewExecution(Guid.CreateVersion7(), "chain", 1, "default", Priority: 5, "1"), default);

        (await holder.ClaimFromAsync(reached)).Runs.ShouldBeEmpty();
        (await holder.ClaimFromAsync(double.NegativeInfinity)).Runs.ShouldHaveSingleItem();
    }

    /// <summary>Rows of the queue that were claimed since somebody's snapshot was taken.</summary>
    private async Task ClaimManyAsync()
    {
        await Database.ExecuteAsync(
            $"""
            insert into perdure.executions (id, workflow, version, status) select gen_random_uuid(), 'chain', 1, 'PENDING' from generate_series(1, {Claimed});
            insert into perdure.ready (execution_id, queue, plan, rank, due)
            select e.id, e.queue, 'chain@1', perdure.rank(e.due, 0), e.due
            from (select e.id, e.queue, perdure.now() - random() * interval '1 minute' as due from perdure.executions e) e;
            """);
        NpgsqlConnection old = await OpenAsync();
        await old.ExecuteAsync("begin isolation level repeatable read");
        await old.ColumnAsync<long>("select count(*) from perdure.ready");
        await Database.ExecuteAsync("delete from perdure.ready; delete from perdure.executions");
    }

    private async Task<int> PagesAsync(string statement, params object[] parameters)
    {
        NpgsqlConnection session = await BeginAsync();
        await session.ExecuteAsync(SqlText.Get("session_settings"), false, "1000");
        string plan = string.Join('\n', await session.ColumnAsync<string>("explain (analyze, buffers, costs off) " + SqlText.Get(statement), parameters));
        await session.ExecuteAsync("rollback");
        return int.Parse(PagesRead.Match(plan).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>Of the topmost node, which counts those of all others.</summary>
    [GeneratedRegex(@"Buffers: shared hit=(\d+)")]
    private static partial Regex PagesRead { get; }
}
