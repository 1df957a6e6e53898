using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Protocol;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Telemetry;

/// <summary>What a worker knows of its own lease and lanes, by a clock that moves when the test says so: a lease of 15 s with a beat each 5 s.</summary>
public sealed class WorkerHealthTests(MigratedServer server) : EngineTest(server)
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly SteppedTime time = new();

    [Fact]
    public async Task ALeaseThatIsNotProlongedIsSeenBeforeItHasPassedAndAfterwards()
    {
        TestHost host = await StartAsync(static store => new HeartlessStore(store));
        await UntilAsync(host, PerdureHealthLevel.Working);

        time.Advance(Beat);
        (await CheckAsync(host)).Level.ShouldBe(PerdureHealthLevel.Working, "one beat that is missing impairs nothing yet");
        time.Advance(Beat);
        PerdureHealthReport late = await CheckAsync(host);
        time.Advance(Beat);
        PerdureHealthReport passed = await CheckAsync(host);

        (late.Level, late.Description).ShouldBe((PerdureHealthLevel.Impaired, "Worker 'well' last prolonged its lease 10 s ago: it starts no step until it has"));
        (passed.Level, passed.Description).ShouldBe((PerdureHealthLevel.Broken, "Worker 'well' last prolonged its lease 15 s ago, and it lasts 15 s: its runs go to others"));
    }

    [Fact]
    public async Task CheckpointsThatMakeNoProgressAreSeenAfterABeatAndAfterALease()
    {
        GatedStore? gated = null;
        TestHost host = await StartAsync(store => gated = new GatedStore(store));
        await UntilAsync(host, PerdureHealthLevel.Working);
        await Wait.UntilAsync(() => host.Host.Services.GetRequiredService<LocalWorker>().TakesStarts);
        Task start = host.Client.StartAsync(Plan, "x", cancellationToken: Token).AsTask();
        await gated!.EnteredAsync(1);

        await BeatAsync(host);
        PerdureHealthReport slow = await CheckAsync(host);
        await BeatAsync(host);

        // Without a beat of its own: the worker lets its lease pass.
        time.Advance(Beat);
        PerdureHealthReport stalled = await CheckAsync(host);

        (slow.Level, slow.Description).ShouldBe((PerdureHealthLevel.Impaired, "The checkpoints of worker 'well' have made no progress for 5 s"));
        (stalled.Level, stalled.Description).ShouldBe((PerdureHealthLevel.Broken, "The checkpoints of worker 'well' have made no progress for 15 s: it lets its lease pass"));
        gated.Open();
        await start;
    }

    private static WorkflowPlan<string, string> Plan { get; } = TestPlan.Of("healthy", static (_, call) => new(call.Take()), TestPlan.First("One"));

    private Task<TestHost> StartAsync(Func<IExecutionStore, IExecutionStore> store) => StartAsync(
        [Plan],
        options => (options.WorkerName, options.Lease, options.Heartbeat) = ("well", 3 * Beat, Beat),
        services: services =>
        {
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time));
            services.Replace(ServiceDescriptor.Singleton(provider => store(provider.GetRequiredService<PostgresExecutionStore>())));
        });

    /// <summary>Lets the time of a beat pass, and waits until the lease is prolonged.</summary>
    private async Task BeatAsync(TestHost host)
    {
        time.Advance(Beat);
        await Wait.UntilAsync(async () => (await CheckAsync(host)).Data["lease_age_seconds"] is 0.0);
    }

    private ValueTask<PerdureHealthReport> CheckAsync(TestHost host) => host.Host.Services.GetRequiredService<PerdureHealth>().CheckAsync(TimeSpan.FromMinutes(1), Token);

    private Task UntilAsync(TestHost host, PerdureHealthLevel level) =>
        Wait.UntilAsync(async () => (await CheckAsync(host)).Level == level, description: $"the host is {level}");

    private sealed class HeartlessStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        public override ValueTask<bool> HeartbeatAsync(Guid incarnation, TimeSpan lease, CancellationToken cancellationToken) => throw new TimeoutException("No answer");
    }
}
