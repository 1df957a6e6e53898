using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>What cannot be written now, for a lock of somebody else or for its size, does not hold up the others of its lane; and a lane that fails leaves nobody waiting.</summary>
public sealed class Rule04HeldUpTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AnOpenTransactionOfAClientHoldsUpItsRunAndNoOther()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 6);
        NpgsqlConnection client = await BeginAsync();
        (await client.CancelAsync(runs[2].Id)).ShouldBeTrue();
        var store = new RecordingStore(Store);
        CheckpointWriter writer = Writer(holder, store);

        Task<CheckpointResult> held = writer.WriteAsync(runs[2].Parks(TimeSpan.FromHours(1)));
        foreach (ClaimedRun run in runs.Where(run => run != runs[2])) (await SoonAsync(writer.WriteAsync(run.Parks(TimeSpan.FromHours(1))))).Outcome.ShouldBe(CheckpointOutcome.Committed);
        held.IsCompleted.ShouldBeFalse();
        await Wait.UntilAsync(() => store.Batches.Count(batch => batch.LockTimeout == Batch.ShortLockTimeout && batch.Checkpoints.Single().ExecutionId == runs[2].Id) > 1);
        await client.ExecuteAsync("commit");

        (await SoonAsync(held)).ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, runs[2].Token), "nothing was in doubt, so the token is the same");
        (await holder.ClaimOneAsync()).Id.ShouldBe(runs[2].Id, "the message was left meanwhile");
    }

    [Fact]
    public async Task ABatchThatWaitsTooLongGoesOnInHalves()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 8);
        var store = new RecordingStore(Store) { Fails = batch => batch.Checkpoints.Count > 2 ? new PostgresException("canceling statement due to statement timeout", "ERROR", "ERROR", PostgresErrorCodes.QueryCanceled) : null };

        CheckpointResult[] results = await WriteTogetherAsync(holder, store, [.. runs.Select(run => run.Says())]);

        results.ShouldAllBe(result => result.Outcome == CheckpointOutcome.Committed);
        store.Batches.Skip(1).Select(batch => batch.Checkpoints.Count).ShouldBe([8, 4, 2, 2, 4, 2, 2]);
    }

    [Fact]
    public async Task ACheckpointThatBreaksTheConnectionEachTimeHoldsUpNoOther()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 4);
        var broken = true;
        var store = new RecordingStore(Store)
        {
            Fails = batch => Volatile.Read(ref broken) && batch.Checkpoints.Any(one => one.ExecutionId == runs[1].Id) ? new NpgsqlException("the connection broke") : null,
        };
        CheckpointWriter writer = Writer(holder, store);

        Task<CheckpointResult>[] written = await SendTogetherAsync(holder, writer, store, [.. runs.Select(run => run.Says())]);
        foreach (Task<CheckpointResult> other in written.Where(one => one != written[1])) (await SoonAsync(other)).Outcome.ShouldBe(CheckpointOutcome.Committed);
        written[1].IsCompleted.ShouldBeFalse();
        Volatile.Write(ref broken, false);

        (await SoonAsync(written[1])).Outcome.ShouldBe(CheckpointOutcome.Committed);
    }

    [Fact]
    public async Task ABatchIsBoundedByItsSize()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 5);
        string large = new('x', (int)(Lane.MaxCharacters * 2 / 5));
        var store = new RecordingStore(Store) { Writes = false };

        await WriteTogetherAsync(holder, store, [.. runs.Select(run => run.Says(steps: [TestCheckpoint.Succeeded("One", large)]))]);

        store.Batches.Skip(1).Select(batch => batch.Checkpoints.Count).ShouldBe([2, 2, 1]);
    }

    [Fact]
    public async Task ACheckpointThatNoServerWouldTakeIsRefusedUnsent()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        string megabyte = new('x', 1_000_000);
        var store = new RecordingStore(Store);
        StepWrite[] steps = [.. Enumerable.Range(0, (int)(Lane.LargestCheckpoint / megabyte.Length) + 1).Select(step => TestCheckpoint.Succeeded($"Step{step}", megabyte))];

        CheckpointResult result = await SoonAsync(Writer(holder, store).WriteAsync(run.Says(steps: steps)));

        result.Outcome.ShouldBe(CheckpointOutcome.Refused);
        result.Refusal.ShouldBeOfType<PayloadException>().Message.ShouldContain("more than the 256,000,000 of a checkpoint");
        store.Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task ALaneThatFailsTellsAllWhoWaitAndWhoeverWatchesIt()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 3);
        var gated = new GatedStore(Store);
        var writer = new CheckpointWriter(new RecordingStore(gated) { Fails = batch => batch.Checkpoints[0].ExecutionId == runs[1].Id ? new NpgsqlException("broke") : null }, holder.Id, lanes: 1, TimeProvider.System, new BrokenLogger());
        Task<CheckpointResult> pilot = writer.WriteAsync(runs[0].Says());
        await gated.EnteredAsync(1);
        Task<CheckpointResult> inHand = writer.WriteAsync(runs[1].Says());
        Task<CheckpointResult> withIt = writer.WriteAsync(runs[2].Says());
        writer.Ended.IsCompleted.ShouldBeFalse();
        gated.Open();

        (await SoonAsync(pilot)).Outcome.ShouldBe(CheckpointOutcome.Committed);
        (await SoonAsync(inHand)).Outcome.ShouldBe(CheckpointOutcome.Lost);
        (await SoonAsync(withIt)).Outcome.ShouldBe(CheckpointOutcome.Lost);
        (await Should.ThrowAsync<InvalidOperationException>(() => writer.Ended.WaitAsync(TimeSpan.FromSeconds(10)))).Message.ShouldBe("the log is full");
        (await SoonAsync(writer.WriteAsync(runs[2].Says()))).Outcome.ShouldBe(CheckpointOutcome.Lost);
        await Should.NotThrowAsync(async () => await writer.DisposeAsync());
    }

    [Fact]
    public async Task AWriterThatIsDisposedEndsWithoutAFault()
    {
        CheckpointWriter writer = Writer(await RegisterAsync(), lanes: 2);

        await writer.DisposeAsync();

        writer.Ended.IsCompletedSuccessfully.ShouldBeTrue();
    }

    private async Task<CheckpointResult[]> WriteTogetherAsync(TestHolder holder, RecordingStore store, Checkpoint[] checkpoints) =>
        await SoonAsync(Task.WhenAll(await SendTogetherAsync(holder, Writer(holder, store), store, checkpoints)));

    /// <summary>Brings a lane to take all checkpoints at once, behind a first that it is held up with.</summary>
    private async Task<Task<CheckpointResult>[]> SendTogetherAsync(TestHolder holder, CheckpointWriter writer, RecordingStore store, Checkpoint[] checkpoints)
    {
        ClaimedRun pilot = await StartAndClaimAsync(holder);
        store.Gate = new TaskCompletionSource();
        Task<CheckpointResult> first = writer.WriteAsync(pilot.Says());
        await Wait.UntilAsync(() => !store.Batches.IsEmpty);
        Task<CheckpointResult>[] written = [.. checkpoints.Select(writer.WriteAsync)];
        store.Gate.SetResult();
        await SoonAsync(first);
        return written;
    }

    /// <summary>Keeps the batches that come, and fails or accepts them as a test says.</summary>
    private sealed class RecordingStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        public ConcurrentQueue<Batch> Batches { get; } = new();

        public Func<Batch, Exception?> Fails { get; init; } = _ => null;

        /// <summary>False: a batch counts as written and is not.</summary>
        public bool Writes { get; init; } = true;

        public TaskCompletionSource? Gate { get; set; }

        public override async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
        {
            Batches.Enqueue(batch);
            if (Gate is { } gate) await gate.Task.WaitAsync(cancellationToken);
            if (Fails(batch) is { } failure) throw failure;
            return Writes ? await base.CommitAsync(batch, cancellationToken) : batch.Checkpoints.Select(one => one.ExecutionId).ToHashSet();
        }
    }

    private sealed class BrokenLogger : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("the log is full");
    }
}
