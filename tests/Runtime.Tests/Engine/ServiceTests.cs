using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class ServiceTests(MigratedServer server) : EngineTest(server)
{
    private readonly ConcurrentQueue<Scoped> made = new();

    [Fact]
    public async Task EachAttemptHasServicesOfItsOwnThatAreDisposedWithIt()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "scoped",
            static (_, call) =>
            {
                Scoped mine = call.Services.GetRequiredService<Scoped>();
                call.Services.GetRequiredService<Scoped>().ShouldBeSameAs(mine);
                mine.IsDisposed.ShouldBeFalse();
                return call.Context.Attempt == 1 ? throw new IOException("once") : new(call.Take());
            },
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) }));
        TestHost host = await StartAsync([plan], null, services: services => services.AddScoped(_ => Make()));

        await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token);

        made.Count.ShouldBe(2);
        made.ShouldAllBe(service => service.IsDisposed);
    }

    [Fact]
    public async Task TheServicesOfCodeThatWasLeftBehindLiveUntilItIsDone()
    {
        var stubborn = new Gate();
        var looked = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "left-behind",
            async (_, call) =>
            {
                Scoped mine = call.Services.GetRequiredService<Scoped>();
                await stubborn.EnterAsync("One", CancellationToken.None);
                looked.SetResult(mine.IsDisposed);
                return "late";
            },
            TestPlan.First("One", timeout: TimeSpan.FromMilliseconds(20)));
        TestHost host = await StartAsync([plan], null, services: services => services.AddScoped(_ => Make()));

        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await Should.ThrowAsync<WorkflowFailedException>(async () => await run.GetResultAsync(Token));
        stubborn.Open();

        (await looked.Task.WaitAsync(Token)).ShouldBeFalse();
        await Perdure.Tests.Wait.UntilAsync(() => made.Single().IsDisposed);
    }

    [Fact]
    public async Task AServiceThatFailsWhenItIsDisposedDoesNotChangeTheOutcome()
    {
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "bad-disposal",
            static (_, call) =>
            {
                call.Services.GetRequiredService<FailsAtItsEnd>();
                return new(call.Take());
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync([plan], null, services: static services => services.AddScoped<FailsAtItsEnd>());

        (await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("x");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AServiceThatDoesNotComeToItsEndWithholdsNeitherTheOutcomeNorTheEndOfTheHost(bool isAsync)
    {
        const int leftBehind = 303;
        using var held = new ManualResetEventSlim();
        var logged = new LogSignal(leftBehind);
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "hanging-disposal",
            (_, call) =>
            {
                call.Services.GetRequiredService(isAsync ? typeof(HangsAtItsAsyncEnd) : typeof(HangsAtItsEnd));
                return new(call.Take());
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync(
            [plan],
            options => options.MaxSteps = 1,
            services: services => services.AddSingleton(held).AddScoped<HangsAtItsAsyncEnd>().AddScoped<HangsAtItsEnd>().AddLogging(logging => logging.AddProvider(logged)));

        (await (await host.Client.StartAsync(plan, "x", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("x");
        (await (await host.Client.StartAsync(plan, "y", cancellationToken: Token)).GetResultAsync(Token)).ShouldBe("y", "the place of the first step is free");
        await logged.Logged;
        await StopAsync(host).WaitAsync(Token);
        held.Set();
    }

    [Fact]
    public async Task TheIdempotencyKeyIsTheSameInAllAttemptsAndNowhereElse()
    {
        var keys = new ConcurrentQueue<string>();
        WorkflowPlan<string, string> plan = TestPlan.Of(
            "keys",
            (_, call) =>
            {
                keys.Enqueue($"{call.Context.StepId} {call.Context.IdempotencyKey}");
                return call.Context is { StepId: "One", Attempt: 1 } ? throw new IOException("once") : new(call.Take());
            },
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) }),
            TestPlan.First("Two"));
        TestHost host = await StartAsync(plan);

        WorkflowHandle<string> first = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        WorkflowHandle<string> second = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        await first.GetResultAsync(Token);
        await second.GetResultAsync(Token);

        keys.Count.ShouldBe(6);
        keys.Distinct().Order().ShouldBe(new[] { first.Id, second.Id }.SelectMany(id => new[] { $"One {id}/One/0/0", $"Two {id}/Two/0/0" }).Order());
    }

    private Scoped Make()
    {
        var service = new Scoped();
        made.Enqueue(service);
        return service;
    }

    private sealed class Scoped : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class HangsAtItsAsyncEnd(ManualResetEventSlim held) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Task.Run(held.Wait);
    }

    private sealed class HangsAtItsEnd(ManualResetEventSlim held) : IDisposable
    {
        public void Dispose() => held.Wait();
    }

    private sealed class FailsAtItsEnd : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => throw new InvalidOperationException("no way to go");
    }
}
