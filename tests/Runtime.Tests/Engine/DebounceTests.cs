using System.Collections.Concurrent;
using Npgsql;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Starts that come in quick succession and become one run.</summary>
public sealed class DebounceTests(MigratedServer server) : EngineTest(server)
{
    private static readonly StartOptions Hour = new() { Key = "doc", Debounce = new Debounce(TimeSpan.FromHours(1)) { AtMost = TimeSpan.FromHours(3) } };

    [Fact]
    public async Task StartsWithinTheQuietTimeAreOneRunWithTheLastInput()
    {
        WorkflowPlan<string, string> plan = Echo("quiet");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> first = await host.Client.StartAsync(plan, "one", Hour with { Tags = new Dictionary<string, string> { ["by"] = "a", ["at"] = "desk" } }, Token);

        WorkflowHandle<string> second = await host.Client.StartAsync(plan, "two", Hour with { Priority = 7, Tags = new Dictionary<string, string> { ["by"] = "b" } }, Token);
        WorkflowHandle<string> other = await host.Client.StartAsync(plan, "three", Hour with { Key = "other" }, Token);

        second.Id.ShouldBe(first.Id);
        other.Id.ShouldNotBe(first.Id);
        (await Database.ScalarAsync<string>("select string_agg(name || '=' || value, ', ') from perdure.execution_tags where execution_id = $1", first.Id)).ShouldBe("by=b");
        (await DueInMinutesAsync(first.Id)).ShouldBe(60, 1);
        await MakeDueAsync(first.Id);
        (await first.GetResultAsync(Token)).ShouldBe("two");

        WorkflowHandle<string> third = await host.Client.StartAsync(plan, "four", Hour, Token);
        third.Id.ShouldNotBe(first.Id);
        await MakeDueAsync(third.Id);
        (await third.GetResultAsync(Token)).ShouldBe("four");
        (await Database.ScalarAsync<long>("select count(*) from perdure.debounces")).ShouldBe(2);
    }

    [Fact]
    public async Task ARunIsPutOffForNoLongerThanItsStartsAllow()
    {
        WorkflowPlan<string, string> plan = Echo("bounded");
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "one", Hour, Token);

        await Database.ExecuteAsync("update perdure.debounces set since = since - interval '150 minutes'");
        await client.Client.StartAsync(plan, "two", Hour, Token);
        (await DueInMinutesAsync(run.Id)).ShouldBe(30, 1);
        await Database.ExecuteAsync("update perdure.debounces set since = since - interval '1 hour'");
        (await client.Client.StartAsync(plan, "three", Hour, Token)).Id.ShouldBe(run.Id, "it is due, and nobody has taken it up");

        (await DueInMinutesAsync(run.Id)).ShouldBeLessThan(0);
        (await Database.ScalarAsync<string>("select input #>> '{}' from perdure.executions")).ShouldBe("three");
    }

    [Fact]
    public async Task ManyClientsAtOnceStartOneRun()
    {
        WorkflowPlan<string, string> plan = Echo("crowd");
        TestHost[] clients = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => StartClientAsync()));
        ConcurrentBag<Guid> runs = [];

        await Parallel.ForEachAsync(Enumerable.Range(0, 60), Token, async (number, token) => runs.Add((await clients[number % 3].Client.StartAsync(plan, $"{number}", Hour, token)).Id));

        runs.Distinct().ShouldHaveSingleItem();
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(1);
        (await Database.ScalarAsync<long>("select count(*) from perdure.ready")).ShouldBe(1);
    }

    [Fact]
    public async Task AStartThatMeetsAClaimWaitsForItAndIsAnotherRun()
    {
        WorkflowPlan<string, string> plan = Echo("met");
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> first = await client.Client.StartAsync(plan, "one", Hour, Token);
        Guid worker = Guid.CreateVersion7();
        await using NpgsqlConnection claiming = await Database.OpenAsync(Token);
        await using NpgsqlTransaction claim = await claiming.BeginTransactionAsync(Token);
        await using (NpgsqlCommand take = new("update perdure.executions set holder = $1, token = 1, status = 'RUNNING', started_at = now(), begins_at = now() where id = $2", claiming, claim) { Parameters = { new() { Value = worker }, new() { Value = first.Id } } })
            await take.ExecuteNonQueryAsync(Token);

        Task<WorkflowHandle<string>> second = client.Client.StartAsync(plan, "two", Hour, Token).AsTask();
        await Database.WaitUntilBlockedAsync();
        await claim.CommitAsync(Token);

        (await second).Id.ShouldNotBe(first.Id);
        (await Database.ScalarAsync<string>("select string_agg(input #>> '{}', ' ' order by created_at) from perdure.executions")).ShouldBe("one two");
        await Database.ExecuteAsync("delete from perdure.executions");
    }

    [Fact]
    public async Task AnInputThatIsBoundToItsRunIsReadAfterItWasReplaced()
    {
        WorkflowPlan<string, string> plan = Echo("secret");
        TestHost host = await StartAsync([plan], _ => { }, build: builder => builder.EncodePayloadsWith(new AesGcmCodec("k", new Dictionary<string, byte[]> { ["k"] = new byte[32] })));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "one", Hour, Token);
        (await host.Client.StartAsync(plan, "two", Hour, Token)).Id.ShouldBe(run.Id);

        await MakeDueAsync(run.Id);

        (await run.GetResultAsync(Token)).ShouldBe("two");
    }

    [Fact]
    public async Task ACancelIsNotPutOff()
    {
        WorkflowPlan<string, string> plan = Echo("stopped");
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "one", Hour, Token);
        await run.CancelAsync(Token);

        await client.Client.StartAsync(plan, "two", Hour, Token);

        (await DueInMinutesAsync(run.Id)).ShouldBeLessThanOrEqualTo(0);
    }

    [Fact]
    public async Task WhatCannotBeDebouncedIsNamed()
    {
        WorkflowPlan<string, string> plan = Echo("wrong");
        TestHost client = await StartClientAsync();
        async Task<string> RefusedAsync(StartOptions options) => (await Should.ThrowAsync<ArgumentException>(async () => await client.Client.StartAsync(plan, "x", options, Token))).Message;

        (await RefusedAsync(Hour with { Key = null })).ShouldBe("StartOptions.Debounce has no key: set StartOptions.Key to what the starts are about");
        (await RefusedAsync(Hour with { Delay = TimeSpan.FromHours(1) })).ShouldBe("StartOptions has both a Debounce and a Delay: leave the Delay out");
        (await RefusedAsync(Hour with { Debounce = new Debounce(TimeSpan.Zero) })).ShouldBe("StartOptions.Debounce is to be quiet for 00:00:00: it is more than zero and at most ten years");
        (await RefusedAsync(Hour with { Debounce = new Debounce(TimeSpan.FromHours(2)) { AtMost = TimeSpan.FromHours(1) } })).ShouldBe(
            "StartOptions.Debounce puts off for 01:00:00 at most: it is at least the 02:00:00 that are to be quiet, and at most ten years");
        (await Should.ThrowAsync<ArgumentException>(async () => await client.Client.StartManyAsync(plan, ["x"], _ => Hour, Token))).Message.ShouldStartWith("StartOptions.Debounce is for single starts");
        (await Database.ScalarAsync<long>("select count(*) from perdure.executions")).ShouldBe(0);
    }

    private static WorkflowPlan<string, string> Echo(string name) => TestPlan.Of(name, static (_, call) => new(call.Take()), TestPlan.First("One"));

    private Task<double> DueInMinutesAsync(Guid run) => Database.ScalarAsync<double>("select extract(epoch from due - perdure.now())::double precision / 60 from perdure.ready where execution_id = $1", run);
}
