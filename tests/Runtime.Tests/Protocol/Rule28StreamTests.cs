using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Perdure.Coordination;
using Perdure.Coordination.Notices;
using Perdure.Payloads;
using Perdure.Runtime.Tests.Engine;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;
using Perdure.Streams;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>The head of a stream is its fence: positions are without a gap and in the order of the commits, and who has lost a run appends nothing behind its next holder.</summary>
public sealed class Rule28StreamTests(MigratedServer server) : ProtocolTest(server)
{
    private PostgresStreamStore streams = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        streams = new PostgresStreamStore(Own(PostgresStoreUnderTest.Pools(Database.ConnectionString)));
    }

    [Fact]
    public async Task WhoHasLostARunAppendsNothingBehindItsNextHolder()
    {
        (TestHolder gone, TestHolder heir, ClaimedRun run) = await TwoHoldersAsync();
        (await AppendAsync(gone, 1, run, "first")).ShouldBe([run.Id]);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.stream_heads where execution_id = $1 for update", run.Id);

        // It sees that it holds the run, and then waits for whoever writes the head.
        Task<IReadOnlySet<Guid>> late = AppendAsync(gone, 2, run, "late");
        await Database.WaitUntilBlockedAsync();
        await TakeOverAsync(gone, heir, run);
        await other.ExecuteAsync(
            "update perdure.stream_heads set holder = $2, token = token + 1, last = last + 1, batch = 1 where execution_id = $1", run.Id, heir.Id);
        await other.ExecuteAsync("insert into perdure.stream_items (execution_id, position, item, round, attempt, created_at, undo, step_id, value) values ($1, 2, 0, 0, 2, now(), false, 'One', '\"of the heir\"')", run.Id);
        await other.ExecuteAsync("commit");

        (await SoonAsync(late)).ShouldBeEmpty();
        (await StreamAsync(run)).ShouldBe("1 \"first\", 2 \"of the heir\"");
    }

    [Fact]
    public async Task WhatIsUnderWayWhenARunIsTakenComesBeforeWhatItsNextHolderAppends()
    {
        (TestHolder gone, TestHolder heir, ClaimedRun run) = await TwoHoldersAsync();
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync(SqlText.Get("append_stream"), gone.Id, 1L, new[] { run.Id }, new[] { 1L }, new[] { run.Id }, new[] { 0L }, new[] { "One" }, new[] { 0 }, new[] { 0 }, new[] { 1 }, new[] { false }, new[] { "\"under way\"" }, new string?[] { null });
        await TakeOverAsync(gone, heir, run);

        Task<IReadOnlySet<Guid>> next = AppendAsync(heir, 1, run, "next");
        await Database.WaitUntilBlockedAsync();
        await other.ExecuteAsync("commit");

        (await SoonAsync(next)).ShouldBe([run.Id]);
        (await StreamAsync(run)).ShouldBe("1 \"under way\", 2 \"next\"");
        (await AppendAsync(gone, 2, run, "late")).ShouldBeEmpty();
    }

    [Fact]
    public async Task ABatchThatIsSentAgainIsAppendedOnceAlsoUnderAHigherToken()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        (await AppendAsync(holder, 1, run, "a", "b")).ShouldBe([run.Id]);
        await Database.ExecuteAsync("update perdure.executions set token = token + 1 where id = $1", run.Id);

        (await AppendAsync(holder, 1, run, "a", "b")).ShouldBe([run.Id]);
        (await AppendAsync(holder, 2, run, "c")).ShouldBe([run.Id]);

        (await StreamAsync(run)).ShouldBe("1 \"a\", 2 \"b\", 3 \"c\"");
    }

    [Fact]
    public async Task AnOpenAppendDoesNotHoldUpTheCheckpointsOfItsRun()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.executions where id = $1 for key share", run.Id);

        (await SoonAsync(holder.CommitAsync(run.Says()))).ShouldBe([run.Id]);
    }

    [Fact]
    public async Task OneBatchHoldsManyRunsAndThoseThatAreLostAreLeftOut()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 3);
        await Database.ExecuteAsync("update perdure.executions set token = token + 1, holder = null where id = $1", runs[1].Id);

        IReadOnlySet<Guid> appended = await streams.AppendAsync(holder.Id, 1, [.. runs.Concat(runs).Select((run, index) => Item(run, $"{index}"))], default);

        appended.Order().ShouldBe(((Guid[])[runs[0].Id, runs[2].Id]).Order());
        (await StreamAsync(runs[0])).ShouldBe("1 \"0\", 2 \"3\"");
        (await StreamAsync(runs[1])).ShouldBeEmpty();
        (await StreamAsync(runs[2])).ShouldBe("1 \"2\", 2 \"5\"");
    }

    [Fact]
    public async Task WhoEmitsFasterThanIsWrittenWaits()
    {
        var store = new HeldStore();
        AttemptStream stream = await AttemptAsync(store);

        for (var item = 0; item < AttemptStream.MaxItems; item++) stream.EmitAsync(item, null, default).AsTask().IsCompleted.ShouldBeTrue();
        Task waits = stream.EmitAsync(AttemptStream.MaxItems, null, default).AsTask();
        waits.IsCompleted.ShouldBeFalse();
        store.Open();

        await waits.WaitAsync(TimeSpan.FromSeconds(10));
        await stream.FlushAsync(default).WaitAsync(TimeSpan.FromSeconds(10));
        store.Values.ToArray().ShouldBe(Enumerable.Range(0, AttemptStream.MaxItems + 1).Select(item => $"{item}"));
    }

    [Fact]
    public async Task NothingIsWrittenBeforeACheckpointHasToldOfTheStartOfTheAttempt()
    {
        var (store, teller) = (new HeldStore(), new HeldTeller());
        store.Open();
        AttemptStream stream = await AttemptAsync(store, teller);

        await stream.EmitAsync(1, null, default);
        await stream.EmitAsync(2, null, default);
        (await SoonAsync(teller.Asked)).ShouldBe(new StepUnit(0));
        Task flushed = stream.FlushAsync(default);
        (flushed.IsCompleted, store.Values.Count).ShouldBe((false, 0));
        teller.Tell();

        await flushed.WaitAsync(TimeSpan.FromSeconds(10));
        store.Values.ToArray().ShouldBe(["1", "2"]);
    }

    /// <summary>What an attempt emits, into a store of the test's.</summary>
    private async Task<AttemptStream> AttemptAsync(HeldStore store, HeldTeller? teller = null)
    {
        IServiceProvider services = Own(await TestHost.StartAsync(Database.ConnectionString, [], options => options.RunWorker = false)).Host.Services;
        var patience = new Patience(TimeProvider.System, NullLogger.Instance, default);
        var appender = new StreamAppender(
            store, Guid.CreateVersion7(), patience, services.GetRequiredService<Wakeups>(), services.GetRequiredService<Notifier>(), TimeProvider.System, NullLogger.Instance, Token);
        var start = new StepStart(Guid.CreateVersion7(), TestHolder.Plan, 0, 1, new Dictionary<int, StoredPayload?>()) { Teller = teller };
        return new AttemptStream(start, appender, services.GetRequiredService<PayloadSerializer>());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task<(TestHolder Gone, TestHolder Heir, ClaimedRun Run)> TwoHoldersAsync()
    {
        TestHolder gone = await RegisterAsync("gone"), heir = await RegisterAsync("heir");
        return (gone, heir, await StartAndClaimAsync(gone));
    }

    private async Task TakeOverAsync(TestHolder gone, TestHolder heir, ClaimedRun run)
    {
        await Store.DeclareDeadAsync(gone.Id, default);
        (await SoonAsync(heir.TakeOverAsync())).ShouldHaveSingleItem().Id.ShouldBe(run.Id);
    }

    private Task<IReadOnlySet<Guid>> AppendAsync(TestHolder holder, long batch, ClaimedRun run, params string[] values) =>
        streams.AppendAsync(holder.Id, batch, [.. values.Select(value => Item(run, value))], default).AsTask();

    private static StreamWrite Item(ClaimedRun run, string value) => new(new StepKey(run.Id, "One"), 1, IsUndo: false, new StoredPayload($"\"{value}\""));

    private Task<string> StreamAsync(ClaimedRun run) =>
        Database.ScalarAsync<string>("select coalesce(string_agg(position || ' ' || value::text, ', ' order by position), '') from perdure.stream_items where execution_id = $1", run.Id);

    /// <summary>Whoever would let a checkpoint tell of a start, once it may.</summary>
    private sealed class HeldTeller : IStartTeller
    {
        private readonly TaskCompletionSource<StepUnit> asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<StepUnit> Asked => asked.Task;

        public void Tell() => told.SetResult();

        public Task TellStartAsync(StepUnit unit)
        {
            asked.SetResult(unit);
            return told.Task;
        }

        public Task TellAsync(Perdure.Agents.AgentNews news) => throw new NotSupportedException("No agent is called here");
    }

    /// <summary>A store that answers once it may.</summary>
    private sealed class HeldStore : IStreamStore
    {
        private readonly Gate gate = new();

        public ConcurrentQueue<string> Values { get; } = new();

        public void Open() => gate.Open();

        public async ValueTask<IReadOnlySet<Guid>> AppendAsync(Guid holder, long batch, IReadOnlyList<StreamWrite> items, CancellationToken cancellationToken)
        {
            await gate.EnterAsync("append", cancellationToken);
            foreach (StreamWrite item in items) Values.Enqueue(item.Value.Json);
            return items.Select(item => item.Step.ExecutionId).ToHashSet();
        }

        public ValueTask<StreamPage?> ReadAsync(Guid executionId, long after, string? stepId, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
