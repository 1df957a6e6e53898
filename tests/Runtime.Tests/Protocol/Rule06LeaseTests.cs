using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Locks;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Telemetry;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>One statement decides that a worker is dead, by the database's clock; the worker itself starts nothing once its own monotonic clock says that it may be.</summary>
public sealed class Rule06LeaseTests(MigratedServer server) : ProtocolTest(server)
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task AHeartbeatThatComesFirstSavesTheWorker()
    {
        TestHolder late = await RegisterAsync("late");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(late);
        await Subject.ExpireAsync(late.Id);
        NpgsqlConnection heartbeat = await BeginAsync();
        (await heartbeat.ExecuteAsync(SqlText.Get("heartbeat"), late.Id, Lease.TotalSeconds)).ShouldBe(1);

        Task<IReadOnlyList<ClaimedRun>> takeover = heir.TakeOverAsync().AsTask();
        await Database.WaitUntilBlockedAsync();
        await heartbeat.ExecuteAsync("commit");

        (await SoonAsync(takeover)).ShouldBeEmpty("the condition is looked at again after the wait");
        (await ReadHolderAsync(run.Id)).Holder.ShouldBe(late.Id);
    }

    [Fact]
    public async Task AHeartbeatThatComesSecondIsRefusedForGood()
    {
        TestHolder late = await RegisterAsync("late");
        await Subject.ExpireAsync(late.Id);
        NpgsqlConnection judge = await BeginAsync();
        (await judge.ExecuteAsync(SqlText.Get("declare_expired_dead"))).ShouldBe(1);

        Task<bool> heartbeat = Store.HeartbeatAsync(late.Id, Lease, default).AsTask();
        await Database.WaitUntilBlockedAsync();
        await judge.ExecuteAsync("commit");

        (await SoonAsync(heartbeat)).ShouldBeFalse();
        (await Store.HeartbeatAsync(late.Id, Lease, default)).ShouldBeFalse();
        (await Database.ScalarAsync<bool>("select dead from perdure.workers")).ShouldBeTrue();
    }

    [Fact]
    public async Task AHeartbeatThatHadToWaitCountsFromTheEndOfItsWait()
    {
        TestHolder holder = await RegisterAsync();
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.workers for update");

        Task<bool> heartbeat = Store.HeartbeatAsync(holder.Id, Lease, default).AsTask();
        await Database.WaitUntilBlockedAsync();
        DateTime waited = await Database.ScalarAsync<DateTime>("select clock_timestamp()");
        await other.ExecuteAsync("commit");

        (await SoonAsync(heartbeat)).ShouldBeTrue();
        (await Database.ScalarAsync<DateTime>("select expires_at from perdure.workers")).ShouldBeGreaterThanOrEqualTo(waited + Lease);
    }

    [Theory]
    [InlineData("2001-01-01")]
    [InlineData("2222-02-02")]
    public async Task TheTimeThatTestsMoveDoesNotMoveLeases(string moved)
    {
        var elsewhere = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Options = $"-c perdure.now={moved}" };
        var store = new PostgresExecutionStore(Own(PostgresStoreUnderTest.Pools(elsewhere.ConnectionString)), TimeProvider.System);
        TestHolder alive = await TestHolder.RegisterAsync(store, "alive");
        TestHolder expired = await TestHolder.RegisterAsync(store, "expired");
        await Subject.ExpireAsync(expired.Id);
        (await store.HeartbeatAsync(alive.Id, Lease, default)).ShouldBeTrue();

        await alive.TakeOverAsync();

        (await Database.ScalarAsync<TimeSpan>("select expires_at - clock_timestamp() from perdure.workers where name = 'alive'")).ShouldBeInRange(TimeSpan.Zero, Lease);
        (await Database.ScalarAsync<string>("select string_agg(name, ' ') from perdure.workers where dead")).ShouldBe("expired");
    }

    [Fact]
    public async Task HeartbeatsDoNotQueueBehindClientsClaimsOrCheckpoints()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("lock table perdure.executions in access exclusive mode");
        List<Task> heldUp =
        [
            .. Enumerable.Range(0, PerdureDatabase.ClientConnections).Select(_ => Store.GetAsync(run.Id, default).AsTask()),
            holder.ClaimAsync(),
            .. Enumerable.Range(0, 2).Select(index => holder.CommitAsync(run.Says(after: index))),
        ];
        await Database.WaitUntilBlockedAsync(heldUp.Count);

        (await SoonAsync(Store.HeartbeatAsync(holder.Id, Lease, default))).ShouldBeTrue();

        await other.ExecuteAsync("rollback");
        await Task.WhenAll(heldUp);
    }

    [Fact]
    public void NoStepIsStartedOnceTheLeaseLessItsMarginHasPassed()
    {
        var time = new SteppedTime();
        var clock = new LeaseClock(Lease, TimeSpan.FromSeconds(5), time);
        long sent = time.GetTimestamp();

        time.Advance(TimeSpan.FromSeconds(9.999));
        clock.MayStart.ShouldBeTrue();
        time.Advance(TimeSpan.FromSeconds(0.001));
        clock.MayStart.ShouldBeFalse("the first thing that a process learns after it was stopped");

        clock.Renew(sent + TimeSpan.FromSeconds(4).Ticks);
        clock.MayStart.ShouldBeTrue("it counts from when the heartbeat was sent");
        time.Advance(TimeSpan.FromSeconds(4));
        clock.MayStart.ShouldBeFalse();
    }

    [Fact]
    public async Task WhoWaitsToStartAStepGoesOnWithTheNextGoodHeartbeatAndNoEarlier()
    {
        var time = new SteppedTime();
        var clock = new LeaseClock(Lease, TimeSpan.FromSeconds(5), time);
        await clock.WaitUntilMayStartAsync(default);
        time.Advance(Lease);
        using var over = new CancellationTokenSource();

        Task waiting = clock.WaitUntilMayStartAsync(over.Token);
        clock.Renew(time.GetTimestamp() - Lease.Ticks);
        waiting.IsCompleted.ShouldBeFalse("an answer to a heartbeat that was sent long ago prolongs nothing");
        clock.Renew(time.GetTimestamp());
        await waiting.WaitAsync(TimeSpan.FromSeconds(10));

        time.Advance(Lease);
        Task ended = clock.WaitUntilMayStartAsync(over.Token);
        await over.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => ended);
    }

    [Fact]
    public async Task TheCodeOfAStepIsNotEnteredPastTheLeaseLessItsMarginUntilItIsProlonged()
    {
        var time = new SteppedTime();
        var lease = new LeaseClock(Lease, TimeSpan.FromSeconds(5), time);
        await using TestHost host = await TestHost.StartAsync(Database.ConnectionString, [], options => options.RunWorker = false);
        IServiceProvider services = host.Host.Services;
        var scopes = new CountedScopes(services);
        var patience = new Patience(time, NullLogger.Instance, default);
        using var heartbeats = new Heartbeats(services.GetRequiredService<IStepDataStore>(), Guid.Empty, patience, time, NullLogger.Instance);
        using var streams = new Streams.StreamAppender(services.GetRequiredService<IStreamStore>(), Guid.Empty, patience, services.GetRequiredService<Wakeups>(), services.GetRequiredService<Notifier>(), time, NullLogger.Instance, default);
        using var executor = new StepExecutor(
            scopes, services.GetRequiredService<AgentRegistry>(), services.GetRequiredService<PayloadSerializer>(), new StepTransactions(Store, Guid.Empty, patience), heartbeats, streams, 1, services.GetRequiredService<EngineTelemetry>(), time, NullLogger.Instance);
        bool? mayStart = null;
        WorkflowPlan<string, string> plan = TestPlan.Of("guarded", (_, _) => new((mayStart = lease.MayStart).ToString()), TestPlan.First("One"));
        time.Advance(TimeSpan.FromSeconds(10));

        Task<StepOutcome> attempt = executor.ExecuteAsync(new StepStart(Guid.CreateVersion7(), plan, 0, 1, new Dictionary<int, StoredPayload?>()), lease, default);

        executor.Running.ShouldBe(1);
        scopes.Count.ShouldBe(0, "the services of an attempt are the first that it gets");
        lease.Renew(time.GetTimestamp());
        (await SoonAsync(attempt)).Output!.Json.ShouldBe("\"True\"");
        (mayStart, scopes.Count).ShouldBe((true, 1));
    }

    [Fact]
    public async Task AWriterThatMakesNoProgressForALeaseTimeGetsNoHeartbeat()
    {
        var time = new SteppedTime();
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new GatedStore(Store);
        var beats = new BeatingStore(Store);
        var writer = Writer(holder, store, time: time);
        using var withheld = new LogSignal(203);
        using var locks = new LockManager(beats, holder.Incarnation, new PerdureOptions { Lease = Lease }, time, withheld);
        using var stop = new CancellationTokenSource();
        Task heart = locks.KeepAliveAsync(() => writer.StalledFor, stop.Token);
        await Wait.UntilAsync(() => time.Timers == 1);

        await TickAsync(sent: 1, kept: 0);
        Task writing = writer.WriteAsync(run.Says());
        await store.EnteredAsync(1);
        await TickAsync(sent: 2, kept: 0);
        await TickAsync(sent: 3, kept: 0);
        await TickAsync(sent: 3, kept: 1);
        writer.StalledFor.ShouldBe(Lease);
        await TickAsync(sent: 3, kept: 2);
        locks.Lease.Age.ShouldBe(Lease / 3 * 2, "the lease was left to pass since the last beat");
        store.Open();
        await writing;
        await Wait.UntilAsync(() => writer.StalledFor == TimeSpan.Zero);
        await TickAsync(sent: 4, kept: 2);

        await stop.CancelAsync();
        await heart.ContinueWith(_ => { }, TaskScheduler.Default);

        // Each tick either sends a beat or says why it does not: what it did is known when it has done one of them.
        async Task TickAsync(int sent, int kept)
        {
            time.Advance(Lease / 3);
            await Wait.UntilAsync(() => beats.Count + withheld.Count == sent + kept);
            (beats.Count, beats.Asked, withheld.Count).ShouldBe((sent, sent, kept));
        }
    }

    [Fact]
    public async Task ARefusedHeartbeatEndsTheWholeIncarnation()
    {
        var time = new SteppedTime();
        TestHolder holder = await RegisterAsync();
        using var locks = new LockManager(Store, holder.Incarnation, new PerdureOptions { Lease = Lease }, time, NullLogger.Instance);
        Task heart = locks.KeepAliveAsync(() => TimeSpan.Zero, default);
        await Wait.UntilAsync(() => time.Timers == 1);
        await Store.DeclareDeadAsync(holder.Id, default);
        locks.Over.IsCancellationRequested.ShouldBeFalse();

        time.Advance(Lease / 3);

        await heart.WaitAsync(TimeSpan.FromSeconds(10));
        locks.Over.IsCancellationRequested.ShouldBeTrue();
    }

    [Fact]
    public async Task AHeartbeatThatFailsIsTriedAgainAndProlongsNothing()
    {
        var time = new SteppedTime();
        TestHolder holder = await RegisterAsync();
        var beats = new BeatingStore(Store) { Fails = true };
        using var locks = new LockManager(beats, holder.Incarnation, new PerdureOptions { Lease = Lease }, time, NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        Task heart = locks.KeepAliveAsync(() => TimeSpan.Zero, stop.Token);
        await Wait.UntilAsync(() => time.Timers == 1);

        for (var beat = 1; beat <= 2; beat++)
        {
            time.Advance(Lease / 3);
            await Wait.UntilAsync(() => beats.Asked == beat);
        }

        locks.Over.IsCancellationRequested.ShouldBeFalse();
        locks.Lease.MayStart.ShouldBeFalse();
        beats.Fails = false;
        time.Advance(Lease / 3);
        await Wait.UntilAsync(() => locks.Lease.MayStart);

        await stop.CancelAsync();
        await heart.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>Counts heartbeats.</summary>
    private sealed class BeatingStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        private int asked;
        private int count;

        public int Asked => Volatile.Read(ref asked);

        public int Count => Volatile.Read(ref count);

        public bool Fails { get; set; }

        public override async ValueTask<bool> HeartbeatAsync(Guid incarnation, TimeSpan lease, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            if (Fails) throw new NpgsqlException("the connection broke");
            bool good = await base.HeartbeatAsync(incarnation, lease, cancellationToken);
            Interlocked.Increment(ref count);
            return good;
        }
    }

    private sealed class CountedScopes(IServiceProvider services) : IServiceProvider, IServiceScopeFactory
    {
        public int Count { get; private set; }

        public object? GetService(Type serviceType) => serviceType == typeof(IServiceScopeFactory) ? this : services.GetService(serviceType);

        public IServiceScope CreateScope()
        {
            Count++;
            return services.CreateScope();
        }
    }
}
