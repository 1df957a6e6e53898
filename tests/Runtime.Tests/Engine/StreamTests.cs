using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>What steps emit, and who reads it.</summary>
public sealed class StreamTests(MigratedServer server) : EngineTest(server)
{
    private static readonly RetryPolicy Twice = new(2) { Delay = TimeSpan.FromMilliseconds(1) };

    [Fact]
    public async Task ItemsAreReadInTheirOrderWhileTheStepStillRuns()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Emits("live", async call =>
        {
            await call.Context.EmitAsync("a");
            await call.Context.EmitAsync("b");
            await gate.EnterAsync("One", call.CancellationToken);
            await call.Context.EmitAsync("c");
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        await using IAsyncEnumerator<StreamItem<string>> items = run.StreamAsync<string>(Token).GetAsyncEnumerator(Token);
        (await NextAsync(items)).ShouldBe("1 One/1 a");
        (await NextAsync(items)).ShouldBe("2 One/1 b");
        (await host.Client.GetAsync(run.Id, Token))!.Status.ShouldBe(ExecutionStatus.Running);
        gate.Open();
        (await NextAsync(items)).ShouldBe("3 One/1 c");

        (await items.MoveNextAsync()).ShouldBeFalse("the run has ended, and all was read");
    }

    [Fact]
    public async Task AReaderInAnotherProcessIsToldAndDoesNotWaitForItsSlowPoll()
    {
        var words = Channel.CreateUnbounded<string>();
        WorkflowPlan<string, string> plan = Emits("told", async call =>
        {
            await foreach (string word in words.Reader.ReadAllAsync(call.CancellationToken)) await call.Context.EmitAsync(word);
        });
        await StartAsync(plan);
        TestHost client = await StartAsync([], options => (options.RunWorker, options.SlowPoll) = (false, TimeSpan.FromHours(1)));
        WorkflowHandle<string> run = await client.Client.StartAsync(plan, "x", cancellationToken: Token);
        await using IAsyncEnumerator<StreamItem<string>> items = run.StreamAsync<string>(cancellationToken: Token).GetAsyncEnumerator(Token);

        // Each after the one before was read: the first ones may be found by the look with which the reading begins.
        foreach (string word in (string[])["a", "b", "c", "d"])
        {
            words.Writer.TryWrite(word);
            (await NextAsync(items)).ShouldEndWith($"One/1 {word}");
        }

        words.Writer.Complete();
        (await items.MoveNextAsync()).ShouldBeFalse("it was told of the end as well");
    }

    [Fact]
    public async Task WhoComesLateReadsFromWhereItLikesAndOfTheStepItNames()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "late",
            static async (step, call) =>
            {
                for (var item = 1; item <= 3; item++) await call.Context.EmitAsync($"{step}{item}");
                return "";
            },
            TestPlan.First("One"),
            TestPlan.Then("Two", 0));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);

        (await ReadAsync(run)).ShouldBe("1 One/1 01, 2 One/1 02, 3 One/1 03, 4 Two/1 11, 5 Two/1 12, 6 Two/1 13");
        (await ReadAsync(run, new StreamOptions { From = 4 })).ShouldBe("5 Two/1 12, 6 Two/1 13");
        (await ReadAsync(run, new StreamOptions { From = 6 })).ShouldBeEmpty();
        (await ReadAsync(run, new StreamOptions { StepId = "Two", BatchSize = 1 })).ShouldBe("4 Two/1 11, 5 Two/1 12, 6 Two/1 13");
    }

    [Fact]
    public async Task WithoutFollowingTheReadingEndsWithWhatIsThere()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Emits("now", async call =>
        {
            await call.Context.EmitAsync("a");
            await gate.EnterAsync("One", call.CancellationToken);
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await gate.WaitForAsync();

        await Perdure.Tests.Wait.UntilAsync(async () => await ReadAsync(run, new StreamOptions { Follow = false }) == "1 One/1 a");
        gate.Open();
        await run.GetResultAsync(Token);
    }

    [Fact]
    public async Task AFailedAttemptLeavesItsItemsAndThoseOfTheNextFollow()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "again",
            static async (_, call) =>
            {
                await call.Context.EmitAsync("Hel");
                if (call.Context.Attempt == 1) throw new IOException("not yet");
                await call.Context.EmitAsync("lo");
                return "";
            },
            TestPlan.First("One", Twice));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await ReadAsync(run)).ShouldBe("1 One/1 Hel, 2 One/2 Hel, 3 One/2 lo");
    }

    [Fact]
    public async Task TenThousandTokensOfAStepTakeFarFewerCommits()
    {
        const int Tokens = 10_000;
        WorkflowPlan<string, string> plan = Emits("tokens", static async call =>
        {
            for (var token = 1; token <= Tokens; token++) await call.Context.EmitAsync(token);
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        List<StreamItem<int>> items = await run.StreamAsync<int>(cancellationToken: Token).ToListAsync(Token);

        items.Select(item => item.Position).ShouldBe(Enumerable.Range(1, Tokens).Select(position => (long)position));
        items.Select(item => item.Value).ShouldBe(Enumerable.Range(1, Tokens));
        (await Database.ScalarAsync<long>("select batch from perdure.stream_heads")).ShouldBeLessThan(Tokens / 10);
    }

    [Fact]
    public async Task WhatIsEmittedIsThereBeforeTheResultIsAndGoesWithTheRun()
    {
        WorkflowPlan<string, string> plan = Emits("there", static async call => await call.Context.EmitAsync("a"));
        TestHost host = await StartAsync(plan);
        for (var time = 0; time < 20; time++)
        {
            WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
            await run.GetResultAsync(Token);
            (await ReadAsync(run, new StreamOptions { Follow = false })).ShouldBe("1 One/1 a");
        }

        (await Database.ScalarAsync<int>("select perdure.delete_finished(now() + interval '1 day')")).ShouldBe(20);
        (await Database.ScalarAsync<long>("select (select count(*) from perdure.stream_items) + (select count(*) from perdure.stream_heads)")).ShouldBe(0);
    }

    [Fact]
    public async Task AnAgentEmitsAsItsStep()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "agent",
            static async (_, call) => await call.Context.InvokeAsync<string, string>(call.GetAgent<Talker>(), await call.InvokeAgentAsync<Talker, string, string>(call.Take())),
            TestPlan.First("One"));
        TestHost host = await StartAsync([plan], null, [new AgentDefinition<Talker, string, string>("talker", TestPlan.Text, TestPlan.Text, static _ => new Talker())]);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await ReadAsync(run)).ShouldBe("1 One/1 x, 2 One/1 !, 3 One/1 x!, 4 One/1 !");
    }

    [Fact]
    public async Task AnUndoEmitsToo()
    {
        WorkflowPlan<string, string> plan = UndoPlan.Of(
            "undo",
            static async (step, call) =>
            {
                await call.Context.EmitAsync($"did {step}");
                return step == 0 ? "1" : throw new InvalidOperationException("two");
            },
            static async (step, call) => await call.Context.EmitAsync($"undid {step}"),
            UndoPlan.Step("One"),
            TestPlan.Then("Two", 0));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        List<StreamItem<string>> items = await run.StreamAsync<string>(cancellationToken: Token).ToListAsync(Token);

        items.Select(item => $"{item.StepId} {item.IsUndo} {item.Value}").ShouldBe(["One False did 0", "Two False did 1", "One True undid 0"]);
    }

    [Fact]
    public async Task ItemsAreEncodedAsEveryPayload()
    {
        WorkflowPlan<string, string> plan = Emits("secret", static async call => await call.Context.EmitAsync("marker"));
        TestHost host = await StartAsync([plan], null, build: perdure => perdure.EncodePayloadsWith(new AesGcmCodec("k", new Dictionary<string, byte[]> { ["k"] = RandomNumberGenerator.GetBytes(32) })));
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);

        (await ReadAsync(run)).ShouldBe("1 One/1 marker");
        (await Database.ScalarAsync<string>("select codec || ' ' || (value::text like '%marker%') from perdure.stream_items")).ShouldBe("aes-gcm false");
    }

    [Fact]
    public async Task WhoLeavesEarlyLeavesNothingBehind()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Emits("leaves", async call =>
        {
            await call.Context.EmitAsync("a");
            await gate.EnterAsync("One", call.CancellationToken);
        });
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        StreamWatches watches = host.Host.Services.GetRequiredService<Wakeups>().Streams;

        await foreach (StreamItem<string> item in run.StreamAsync<string>(cancellationToken: Token))
        {
            (item.Value, watches.Count).ShouldBe(("a", 1));
            break;
        }

        watches.Count.ShouldBe(0);
        gate.Open();
        await run.GetResultAsync(Token);
    }

    [Fact]
    public async Task AForkBeginsAStreamOfItsOwn()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "forked",
            static async (step, call) =>
            {
                await call.Context.EmitAsync($"{step}");
                return "";
            },
            TestPlan.First("One"),
            TestPlan.Then("Two", 0));
        TestHost host = await StartAsync(plan);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await run.GetResultAsync(Token);

        (await ReadAsync(await run.ForkAsync("Two", cancellationToken: Token))).ShouldBe("1 Two/1 1");
    }

    private static WorkflowPlan<string, string> Emits(string name, Func<StepCall, Task> emit) => TestPlan.Of(
        name,
        async (_, call) =>
        {
            await emit(call);
            return "";
        },
        TestPlan.First("One"));

    private async Task<string> ReadAsync(WorkflowHandle<string> run, StreamOptions? options = null) =>
        string.Join(", ", await run.StreamAsync<string>(options ?? new StreamOptions(), cancellationToken: Token).Select(Text).ToListAsync(Token));

    private static async Task<string> NextAsync(IAsyncEnumerator<StreamItem<string>> items)
    {
        (await items.MoveNextAsync()).ShouldBeTrue();
        return Text(items.Current);
    }

    private static string Text(StreamItem<string> item) => $"{item.Position} {item.StepId}/{item.Attempt} {item.Value}";

    private sealed class Talker : IAgent<string, string>
    {
        public async ValueTask<string> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken)
        {
            await context.EmitAsync(input, cancellationToken);
            await context.EmitAsync("!", cancellationToken: cancellationToken);
            return input + "!";
        }
    }
}
