using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>A worker that has no room for what is due.</summary>
public sealed class FullWorkerTests(MigratedServer server) : EngineTest(server)
{
    [Fact]
    public async Task ItSleepsThoughARunThatItParkedIsDueAndTakesItUpWhenAPlaceIsFree()
    {
        var first = new Gate();
        var gate = new Gate();
        var time = new CountingTime();
        WorkflowPlan<string, string> parks = TestPlan.Of(
            "parks",
            async (_, call) =>
            {
                if (call.Context.Attempt > 1) return call.Take();
                await first.EnterAsync("One", call.CancellationToken);
                throw new IOException("once");
            },
            TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(500) }));
        WorkflowPlan<string, string> stays = TestPlan.Of(
            "stays",
            async (_, call) =>
            {
                await gate.EnterAsync("One", call.CancellationToken);
                return call.Take();
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync(
            [parks, stays],
            options => (options.MaxRuns, options.SlowPoll, options.Heartbeat) = (1, TimeSpan.FromHours(1), TimeSpan.FromMilliseconds(50)),
            services: services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        await WarmUpAsync(host);
        WorkflowHandle<string> parked = await host.Client.StartAsync(parks, "parked", cancellationToken: Token);
        await first.WaitForAsync();

        // It waits in the queue already when the first is parked, and takes the place at once.
        WorkflowHandle<string> held = await host.Client.StartAsync(stays, "held", cancellationToken: Token);
        first.Open();
        await gate.WaitForAsync();
        await Wait.UntilAsync(() => Database.ScalarAsync<bool>("select due < perdure.now() from perdure.ready where execution_id = $1", parked.Id));

        long asked = time.Asked;
        await PassBeatsAsync();
        (time.Asked - asked).ShouldBeLessThan(1_000, "a loop that does not sleep looks at the clock at each turn");

        gate.Open();
        (await held.GetResultAsync(Token)).ShouldBe("held");
        (await parked.GetResultAsync(Token)).ShouldBe("parked");
    }

    [Fact]
    public async Task ItClaimsWhenItWasFilledByAStartBeforeItsFirstLook()
    {
        var gate = new Gate();
        var look = new Gate();
        WorkflowPlan<string, string> stays = TestPlan.Of(
            "stays",
            async (_, call) =>
            {
                await gate.EnterAsync("One", call.CancellationToken);
                return call.Take();
            },
            TestPlan.First("One"));
        TestHost host = await StartAsync([stays], options => (options.MaxRuns, options.SlowPoll) = (1, TimeSpan.FromHours(1)), services: Behind(store => new HeldPolls(store, look)));
        await look.WaitForAsync();
        WorkflowHandle<string> first = await host.Client.StartAsync(stays, "first", cancellationToken: Token);
        await gate.WaitForAsync();
        WorkflowHandle<string> second = await host.Client.StartAsync(stays, "second", cancellationToken: Token);

        look.Open();
        gate.Open();
        (await first.GetResultAsync(Token)).ShouldBe("first");
        (await second.GetResultAsync(Token)).ShouldBe("second");
    }

    /// <summary>Told by what the worker does, not by a clock of the test's.</summary>
    private async Task PassBeatsAsync()
    {
        for (var beat = 0; beat < 5; beat++)
        {
            DateTime last = await BeatAsync();
            await Wait.UntilAsync(async () => await BeatAsync() > last);
        }
    }

    private Task<DateTime> BeatAsync() => Database.ScalarAsync<DateTime>("select heartbeat_at from perdure.workers where not dead");

    /// <summary>Holds the first look at the queue, which follows the first claim.</summary>
    private sealed class HeldPolls(IExecutionStore inner, Gate gate) : DelegatingStore(inner)
    {
        public override async ValueTask<PollResult> PollAsync(Incarnation worker, PollRequest request, CancellationToken cancellationToken)
        {
            await gate.EnterAsync("poll", cancellationToken);
            return await base.PollAsync(worker, request, cancellationToken);
        }
    }

    /// <summary>The system's time, which counts how often it is asked.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private long asked;

        public long Asked => Interlocked.Read(ref asked);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref asked);
            return base.GetTimestamp();
        }
    }
}
