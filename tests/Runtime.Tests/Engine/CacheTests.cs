using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Results that runs take from one another.</summary>
public sealed class CacheTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task AHitIsRecordedAsTheResultOfAStepThatNeverStarted()
    {
        WorkflowPlan<string, string> plan = Counting("hit");
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> first = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        (await first.GetResultAsync(Token)).ShouldBe("x1");

        WorkflowHandle<string> second = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await second.GetResultAsync(Token)).ShouldBe("x1");
        (await StepsAsync(first.Id)).ShouldBe("One SUCCESS 1/0");
        (await StepsAsync(second.Id)).ShouldBe("One SUCCESS 0/0");
        (await EventsAsync(second.Id, "STEP%")).ShouldBe("STEP_CACHED One/0");
        (await Database.ScalarAsync<string>("select payload ->> 'execution' from perdure.execution_events where event_type = 'STEP_CACHED'")).ShouldBe(first.Id.ToString());
        (await (await host.Client.StartAsync(plan, "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("y2");
    }

    [Fact]
    public async Task WhatHasExpiredIsDoneAgainAndDeletedInBatches()
    {
        WorkflowPlan<string, string> plan = Counting("expired");
        TestHost host = await StartAsync(plan);
        (await ResultAsync(host, plan, "x")).ShouldBe("x1");
        (await ResultAsync(host, plan, "y")).ShouldBe("y2");
        await Database.ExecuteAsync("update perdure.step_cache set created_at = now() - interval '2 hours', expires_at = now() - interval '1 second' where value #>> '{}' = 'x1'");

        (await ResultAsync(host, plan, "x")).ShouldBe("x3");
        (await ResultAsync(host, plan, "x")).ShouldBe("x3", "it is kept anew");

        await Database.ExecuteAsync("update perdure.step_cache set created_at = now() - interval '2 hours', expires_at = now() - interval '1 second'");
        IStepDataStore store = host.Host.Services.GetRequiredService<IStepDataStore>();
        (await store.DeleteExpiredCacheAsync(1, Token)).ShouldBe(1);
        (await store.DeleteExpiredCacheAsync(9, Token)).ShouldBe(1);
        (await store.DeleteExpiredCacheAsync(9, Token)).ShouldBe(0);
        await ResultAsync(host, plan, "x");
        (await store.DeleteExpiredCacheAsync(9, Token)).ShouldBe(0, "what is good stays");
    }

    [Fact]
    public async Task AHostWithARetentionDeletesWhatHasExpired()
    {
        WorkflowPlan<string, string> plan = Counting("retained");
        TestHost host = await StartAsync(plan);
        await ResultAsync(host, plan, "x");
        await Database.ExecuteAsync("update perdure.step_cache set created_at = now() - interval '2 hours', expires_at = now() - interval '1 second'");

        await StartAsync([], static options => (options.RunWorker, options.Retention.Failed) = (false, TimeSpan.FromDays(1)));

        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.step_cache") == 0);
    }

    [Fact]
    public async Task AFailureIsNotKept()
    {
        var calls = 0;
        WorkflowPlan<string, string> plan = TestPlan.Of("fails", (_, _) => ++calls == 1 ? throw new IOException("not yet") : new("done"), Kept());
        TestHost host = await StartAsync(plan);

        await Should.ThrowAsync<WorkflowFailedException>(() => ResultAsync(host, plan, "x"));

        (await ResultAsync(host, plan, "x")).ShouldBe("done");
    }

    [Fact]
    public async Task AResultAfterARetryIsKeptLikeAnyOther()
    {
        var calls = 0;
        WorkflowPlan<string, string> plan = TestPlan.Of("retried", (_, _) => ++calls == 1 ? throw new IOException("not yet") : new($"call {calls}"), Kept(new RetryPolicy(2)));
        TestHost host = await StartAsync(plan);

        (await ResultAsync(host, plan, "x")).ShouldBe("call 2");

        (await ResultAsync(host, plan, "x")).ShouldBe("call 2");
    }

    [Fact]
    public async Task AnEncodedResultIsBoundToItsEntryAndEncodedAnewForEachRun()
    {
        WorkflowPlan<string, string> plan = Counting("encoded");
        using var codec = new AesGcmCodec("k", new Dictionary<string, byte[]> { ["k"] = RandomNumberGenerator.GetBytes(32) });
        TestHost host = await StartAsync([plan], null, build: perdure => perdure.EncodePayloadsWith(codec));

        (await ResultAsync(host, plan, "x")).ShouldBe("x1");
        (await ResultAsync(host, plan, "x")).ShouldBe("x1");

        (await Database.ScalarAsync<string>("select codec from perdure.step_cache")).ShouldBe("aes-gcm");
        (await Database.ScalarAsync<long>("select count(distinct output::text) from perdure.execution_steps where codec = 'aes-gcm'")).ShouldBe(2);
    }

    [Fact]
    public async Task AnEntryThatCannotBeReadIsAMiss()
    {
        WorkflowPlan<string, string> plan = Counting("changed");
        TestHost host = await StartAsync(plan);
        (await ResultAsync(host, plan, "x")).ShouldBe("x1");
        await Database.ExecuteAsync("update perdure.step_cache set codec = 'unknown'");

        (await ResultAsync(host, plan, "x")).ShouldBe("x2");
    }

    private static StepPlan Kept(RetryPolicy? retry = null) =>
        new("One") { Inputs = [new StepInput("text", WorkflowPlan.InputProducer)], Output = TestPlan.Text, Retry = retry ?? RetryPolicy.None, Cache = new CachePlan(TimeSpan.FromHours(1)) };

    private static WorkflowPlan<string, string> Counting(string name)
    {
        var calls = 0;
        return TestPlan.Of(name, (_, call) => new($"{call.Take()}{++calls}"), Kept());
    }

    private async Task<string> ResultAsync(TestHost host, WorkflowPlan<string, string> plan, string input) => await (await host.Client.StartAsync(plan, input, cancellationToken: Token)).GetResultAsync(Token);
}
