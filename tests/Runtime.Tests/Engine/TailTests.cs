using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Events as a reader gets them, of workers that run.</summary>
public sealed class TailTests(MigratedServer server) : EngineTest(server)
{
    private const string Last = EventTypes.LockReleased;

    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private static readonly TailOptions WhatIsThere = new() { Follow = false };

    private static readonly WorkflowPlan<string, string> Echo = TestPlan.Of(
        "echo", static (step, call) => new(step == 0 ? call.Take() : call.Take(0)), TestPlan.First("One"), TestPlan.Then("Two", 0));

    [Fact]
    public async Task WhileManyLanesWriteEachEventIsReadOnceAndThoseOfARunInOrder()
    {
        const int runs = 200;
        WorkflowPlan<string, string> waits = TestPlan.Of(
            "waits", static (_, call) => call.Context.Attempt < 2 ? throw new TimeoutException("again") : new(call.Take()), TestPlan.First("One", new RetryPolicy(2) { Delay = TimeSpan.FromMilliseconds(1) }));
        TestHost client = await StartClientAsync();
        foreach (string name in (string[])["a", "b", "c"]) await StartAsync([Echo, waits], options => (options.WorkerName, options.Lanes) = (name, 3));
        Task<List<ExecutionEvent>> following = ReadUntilAsync(client, runs);

        Guid[] ids = await Task.WhenAll(Enumerable.Range(0, runs).Select(async run => (await client.Client.StartAsync(run % 2 == 0 ? Echo : waits, "x", cancellationToken: Token)).Id));
        List<ExecutionEvent> read = await following;
        List<ExecutionEvent> again = await client.Client.TailAsync(EventPosition.Start, WhatIsThere with { BatchSize = 7 }, Token).ToListAsync(Token);

        read.Select(one => one.ExecutionId).Distinct().ShouldBe(ids, ignoreOrder: true);
        foreach (List<ExecutionEvent> events in (List<ExecutionEvent>[])[read, again])
        {
            events.Count.ShouldBe((int)await Database.ScalarAsync<long>("select count(*) from perdure.execution_events"));
            foreach (IGrouping<Guid, ExecutionEvent> run in events.GroupBy(one => one.ExecutionId)) run.Select(one => one.Seq).ShouldBe(Enumerable.Range(1, run.Count()).Select(seq => (long)seq));
        }

        (await client.Client.TailAsync(read[^1].Position, WhatIsThere, Token).CountAsync(Token)).ShouldBe(0);
    }

    [Fact]
    public async Task AnEventIsWhatTheTablesSayOfIt()
    {
        WorkflowPlan<string, string> fails = TestPlan.Of("fails", static (_, _) => throw new InvalidOperationException("no"), TestPlan.First("One"));
        TestHost host = await StartAsync(fails);
        WorkflowHandle<string> run = await host.Client.StartAsync(fails, "x", cancellationToken: Token);

        List<ExecutionEvent> events = await host.Client.TailAsync(run.Id, cancellationToken: Token).ToListAsync(Token);

        string.Join(", ", events.Select(one => one.StepId is null ? one.Type : $"{one.Type} {one.StepId}/{one.Attempt}")).ShouldBe(await EventsAsync(run.Id));
        events.ShouldAllBe(one => one.ExecutionId == run.Id && one.Item == (one.StepId == null ? null : 0) && one.Round == one.Item);
        foreach (ExecutionEvent one in events)
        {
            (await Database.ScalarAsync<bool>(
                "select payload::text is not distinct from $3 and created_at = $4 from perdure.execution_events where execution_id = $1 and seq = $2",
                run.Id,
                one.Seq,
                (object?)one.Payload?.GetRawText() ?? DBNull.Value,
                one.CreatedAt)).ShouldBeTrue($"{one.Type} {one.Payload} {one.CreatedAt:O}");
        }

        events.Single(one => one.Type == EventTypes.StepFailed).Payload!.Value.GetProperty("message").GetString().ShouldBe("no");
    }

    [Fact]
    public async Task FollowingARunEndsWithIt()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated(gate);
        TestHost host = await StartAsync([plan], options => options.SlowPoll = Never);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        List<ExecutionEvent> read = [];

        await foreach (ExecutionEvent one in host.Client.TailAsync(run.Id, cancellationToken: Token))
        {
            read.Add(one);
            if (one.Type == EventTypes.StepStarted) gate.Open();
        }

        read[^1].Type.ShouldBe(Last);
        read.ShouldContain(one => one.Type == EventTypes.ExecutionCompleted);
        for (var at = 0; at < read.Count; at++)
        {
            (await host.Client.TailAsync(run.Id, EventPosition.Parse(read[at].Position.ToString()), cancellationToken: Token).Select(one => one.Seq).ToListAsync(Token))
                .ShouldBe(read.Skip(at + 1).Select(one => one.Seq));
        }

        await Should.ThrowAsync<ExecutionNotFoundException>(async () => await host.Client.TailAsync(Guid.CreateVersion7(), cancellationToken: Token).FirstAsync(Token));
    }

    [Fact]
    public async Task AReaderHearsOfEventsOfAnotherProcessWithoutPolling()
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated(gate);
        TestHost worker = await StartAsync([plan], options => options.SlowPoll = Never);

        // It listens then: it would hear of its follower a second time only after a slow poll.
        await WarmUpAsync(worker);
        TestHost client = await StartAsync([], options => (options.RunWorker, options.SlowPoll) = (false, Never));
        await using IAsyncEnumerator<ExecutionEvent> tail = client.Client.TailAsync(EventPosition.Start, new TailOptions { Types = [EventTypes.StepStarted, Last] }, Token).GetAsyncEnumerator(Token);

        for (var round = 0; round < 2; round++)
        {
            ValueTask<bool> next = tail.MoveNextAsync();
            WorkflowHandle<string> run = await worker.Client.StartAsync(plan, "x", cancellationToken: Token);
            (await next).ShouldBeTrue();
            (tail.Current.ExecutionId, tail.Current.Type).ShouldBe((run.Id, EventTypes.StepStarted), "its step waits at the gate");
            if (round == 0) gate.Open();
            (await tail.MoveNextAsync()).ShouldBeTrue();
            (tail.Current.ExecutionId, tail.Current.Type).ShouldBe((run.Id, Last));
        }
    }

    [Fact]
    public async Task WhatIsCommittedBeforeTheWriterHearsOfItsReaderIsHintedAtWhenItDoes()
    {
        TestHost worker = await StartAsync([Echo], options => options.SlowPoll = Never);
        await WarmUpAsync(worker);
        TestHost client = await StartAsync(
            [],
            options => (options.RunWorker, options.SlowPoll) = (false, Never),
            services: services => services.Replace(ServiceDescriptor.Singleton<IExecutionStore>(provider => new CountingStore(StoreOf(provider))
            {
                // Committed behind the look of the reader, who says only afterwards that it follows.
                AfterFirst = async () => await (await worker.Client.StartAsync(Echo, "x", cancellationToken: Token)).WaitAsync(Token),
            })));

        (await client.Client.TailAsync(EventPosition.Start, new TailOptions { Types = [Last] }, Token).FirstAsync(Token)).Type.ShouldBe(Last);
    }

    [Fact]
    public async Task WhoFollowsAsksOnceASlowPollOrHint()
    {
        TestHost worker = await StartAsync([Echo], options => options.SlowPoll = Never);
        await WarmUpAsync(worker);
        CountingStore? store = null;
        TestHost client = await StartAsync(
            [],
            options => (options.RunWorker, options.SlowPoll) = (false, Never),
            services: services => services.Replace(ServiceDescriptor.Singleton<IExecutionStore>(
                provider => store = new CountingStore(StoreOf(provider)))));
        await using IAsyncEnumerator<ExecutionEvent> tail = client.Client.TailAsync(EventPosition.Start, new TailOptions { Types = [Last] }, Token).GetAsyncEnumerator(Token);
        ValueTask<bool> next = tail.MoveNextAsync();
        await Wait.UntilAsync(() => store!.Reads > 0);

        await (await worker.Client.StartAsync(Echo, "x", cancellationToken: Token)).GetResultAsync(Token);
        (await next).ShouldBeTrue();

        store!.Reads.ShouldBeLessThan(10, "the first, when the worker first hears of it, and after that at most one for 50 ms of commits");
    }

    [Fact]
    public async Task OnlyTheTypesThatAreAskedForAreRead()
    {
        TestHost host = await StartAsync(Echo);
        for (var run = 0; run < 3; run++) await (await host.Client.StartAsync(Echo, "x", cancellationToken: Token)).GetResultAsync(Token);

        List<ExecutionEvent> read = await host.Client.TailAsync(EventPosition.Start, WhatIsThere with { Types = [EventTypes.ExecutionCompleted] }, Token).ToListAsync(Token);

        read.Count.ShouldBe(3);
        read.ShouldAllBe(one => one.Type == EventTypes.ExecutionCompleted);
        (await host.Client.TailAsync(read[1].Position, WhatIsThere with { Types = [EventTypes.ExecutionCompleted] }, Token).SingleAsync(Token)).ExecutionId.ShouldBe(read[2].ExecutionId);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task CancellingEndsTheReadingAtOnce(bool ofOneRun)
    {
        var gate = new Gate();
        WorkflowPlan<string, string> plan = Gated(gate);
        TestHost host = await StartAsync([plan], options => options.SlowPoll = Never);
        WorkflowHandle<string> run = await host.Client.StartAsync(plan, "x", cancellationToken: Token);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        IAsyncEnumerable<ExecutionEvent> tail = ofOneRun ? host.Client.TailAsync(run.Id) : host.Client.TailAsync(EventPosition.Start);
        await using IAsyncEnumerator<ExecutionEvent> reading = tail.GetAsyncEnumerator(cancel.Token);
        do (await reading.MoveNextAsync()).ShouldBeTrue();
        while (reading.Current.Type != EventTypes.StepStarted);

        Task<bool> next = reading.MoveNextAsync().AsTask();
        next.IsCompleted.ShouldBeFalse();
        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next.WaitAsync(TimeSpan.FromSeconds(10)));
        gate.Open();
        await run.GetResultAsync(Token);
    }

    [Fact]
    public async Task AReaderWhoseConnectionsAreCutReadsOn()
    {
        TestHost worker = await StartAsync(Echo);
        TestHost client = await StartClientAsync();
        await (await worker.Client.StartAsync(Echo, "x", cancellationToken: Token)).GetResultAsync(Token);
        await using IAsyncEnumerator<ExecutionEvent> tail = client.Client.TailAsync(EventPosition.Start, new TailOptions { Types = [Last] }, Token).GetAsyncEnumerator(Token);
        (await tail.MoveNextAsync()).ShouldBeTrue();
        Guid first = tail.Current.ExecutionId;
        ValueTask<bool> next = tail.MoveNextAsync();

        await Database.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        WorkflowHandle<string> run = await RetryAsync(() => worker.Client.StartAsync(Echo, "x", cancellationToken: Token));

        (await next).ShouldBeTrue();
        (tail.Current.ExecutionId, run.Id != first).ShouldBe((run.Id, true));
    }

    [Fact]
    public async Task AReadingThatMakesNoSenseIsRefusedAtTheCall()
    {
        TestHost client = await StartClientAsync();
        EventPosition ofRun = EventPosition.OfRun(Guid.CreateVersion7(), 3);
        EventPosition ofAll = EventPosition.OfAll(Perdure.EventPosition.NoBatches, 3);

        Should.Throw<ArgumentException>(() => client.Client.TailAsync(ofRun)).Message.ShouldContain("TailAsync(executionId, from)");
        Should.Throw<ArgumentException>(() => client.Client.TailAsync(Guid.CreateVersion7(), ofRun)).Message.ShouldContain(ofRun.Run.ToString()!);
        Should.Throw<ArgumentException>(() => client.Client.TailAsync(Guid.CreateVersion7(), ofAll)).Message.ShouldContain("all runs");
        Should.Throw<ArgumentException>(() => client.Client.TailAsync(EventPosition.Start, new TailOptions { Types = ["STEP_STARTET"] })).Message.ShouldContain("STEP_STARTET");
        Should.Throw<ArgumentException>(() => client.Client.TailAsync(EventPosition.Start, new TailOptions { Types = [] })).Message.ShouldContain("no type");
        Should.Throw<ArgumentException>(() => client.Client.TailAsync(EventPosition.Start, new TailOptions { BatchSize = 0 })).Message.ShouldContain("10,000");
    }

    private static WorkflowPlan<string, string> Gated(Gate gate) => TestPlan.Of(
        "gated",
        async (_, call) =>
        {
            await gate.EnterAsync("One", call.CancellationToken);
            return call.Take();
        },
        TestPlan.First("One"));

    private static PostgresExecutionStore StoreOf(IServiceProvider provider) => new(provider.GetRequiredService<PerdureDatabase>(), TimeProvider.System);

    /// <summary>A start whose connection was cut is not repeated by the client.</summary>
    private static async Task<T> RetryAsync<T>(Func<ValueTask<T>> ask)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Npgsql.NpgsqlException)
            {
                // It was cut before it was sent, or the session that it was sent on.
            }
        }
    }

    /// <summary>Follows until so many runs have ended.</summary>
    private async Task<List<ExecutionEvent>> ReadUntilAsync(TestHost client, int runs)
    {
        List<ExecutionEvent> read = [];
        var ended = 0;
        await foreach (ExecutionEvent one in client.Client.TailAsync(EventPosition.Start, cancellationToken: Token))
        {
            read.Add(one);
            if (one.Type == EventTypes.ExecutionCompleted) ended++;
            if (ended == runs && read.GroupBy(seen => seen.ExecutionId).All(run => run.Last().Type == Last)) break;
        }

        return read;
    }

    private sealed class CountingStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        private int reads;

        public int Reads => Volatile.Read(ref reads);

        public Func<Task>? AfterFirst { get; init; }

        public override async ValueTask<TailPage> ReadTailAsync(TailRequest request, CancellationToken cancellationToken)
        {
            bool isFirst = Interlocked.Increment(ref reads) == 1;
            TailPage page = await base.ReadTailAsync(request, cancellationToken);
            if (isFirst && AfterFirst is { } then) await then();
            return page;
        }
    }
}
