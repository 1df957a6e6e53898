using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>After a commit whose outcome is unknown the holder raises the tokens, which waits for the earlier write, looks what is there, and sends only what is missing.</summary>
public sealed class Rule05UnknownOutcomeTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task WhatWasCommittedWithoutAnAnswerIsNotSentAgain()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 2);
        var store = new UnsureStore(Store, async (batch, commit) =>
        {
            await commit();
            throw new IOException("the answer was lost");
        });
        CheckpointWriter writer = Writer(holder, store);

        CheckpointResult[] results = await SoonAsync(Task.WhenAll(runs.Select(run => writer.WriteAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")])))));

        results.ShouldAllBe(result => result.Outcome == CheckpointOutcome.Committed);
        store.Batches.SelectMany(batch => batch.Checkpoints).Count().ShouldBe(runs.Count, "nothing was sent twice");
        foreach ((ClaimedRun run, CheckpointResult result) in runs.Zip(results))
        {
            (await ReadHolderAsync(run.Id)).Token.ShouldBe(result.Token);
            (await Subject.EventsAsync(run.Id)).Count.ShouldBe(1);
        }
    }

    [Fact]
    public async Task WhatWasNotCommittedIsSentAgainUnderTheNewTokenThroughANewLane()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new UnsureStore(Store, (_, _) => throw new NpgsqlException("the connection broke"));
        CheckpointWriter writer = Writer(holder, store);

        CheckpointResult result = await SoonAsync(writer.WriteAsync(run.Says()));

        result.ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, run.Token + 1));
        store.Batches.Select(batch => batch.Number).ShouldBe([1, 1]);
        store.Batches.Select(batch => batch.Lane).Distinct().Count().ShouldBe(2);
        (await Subject.EventsAsync(run.Id)).ShouldHaveSingleItem().Lane.ShouldBe(store.Batches.Last().Lane);
    }

    [Fact]
    public async Task AServerProcessThatCommitsASecondLaterIsWaitedForAndBelieved()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection old = await BeginAsync();
        var store = new UnsureStore(Store, async (batch, _) =>
        {
            await old.CheckpointAsync(batch);
            throw new NpgsqlException("the client's side of the connection is gone");
        });

        Task<CheckpointResult> writing = Writer(holder, store).WriteAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")]));
        await Database.WaitUntilBlockedAsync();
        (await Store.ReadStepsAsync(run.Id, default)).ShouldBeEmpty("a plain read would have found nothing, and the step would have run again");
        await old.ExecuteAsync("commit");

        (await SoonAsync(writing)).ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, run.Token + 1));
        store.Batches.Count.ShouldBe(1, "nothing was missing");
        (await ReadHolderAsync(run.Id)).ShouldBe(new HolderRow(run.Id, holder.Id, run.Token + 1, 1));
    }

    [Fact]
    public async Task AServerProcessThatRollsBackLaterIsWaitedForAndItsBatchSentAgain()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection old = await BeginAsync();
        var store = new UnsureStore(Store, async (batch, _) =>
        {
            await old.CheckpointAsync(batch);
            throw new NpgsqlException("the client's side of the connection is gone");
        });

        Task<CheckpointResult> writing = Writer(holder, store).WriteAsync(run.Says());
        await Database.WaitUntilBlockedAsync();
        await old.ExecuteAsync("rollback");

        (await SoonAsync(writing)).Outcome.ShouldBe(CheckpointOutcome.Committed);
        store.Batches.Count.ShouldBe(2);
        (await Subject.EventsAsync(run.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ABatchThatReachesTheServerAfterTheTokensWereRaisedWritesNothing()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        Checkpoint checkpoint = run.Says(steps: [TestCheckpoint.Succeeded("One", "1")]);
        Batch late = holder.Batch(checkpoint);

        (await Store.ReacquireAsync(holder.Id, [checkpoint], default)).ShouldHaveSingleItem();
        NpgsqlConnection old = await BeginAsync();
        (await old.CheckpointAsync(late)).ShouldBeEmpty();
        await old.ExecuteAsync("commit");

        (await Subject.EventsAsync(run.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ARunThatWasReleasedAndClaimedByAnotherMeanwhileIsCommittedAndLeftAlone()
    {
        TestHolder holder = await RegisterAsync("a");
        TestHolder other = await RegisterAsync("b");
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new UnsureStore(Store, async (_, commit) =>
        {
            await commit();
            await other.ClaimOneAsync();
            throw new NpgsqlException("the answer was lost");
        });

        (await SoonAsync(Writer(holder, store).WriteAsync(run.Parks(TimeSpan.Zero)))).Outcome.ShouldBe(CheckpointOutcome.Committed);

        (await ReadHolderAsync(run.Id)).ShouldBe(new HolderRow(run.Id, other.Id, run.Token + 1, 1));
    }

    [Fact]
    public async Task ARunThatWasReleasedAndClaimedAgainByTheSameWorkerKeepsItsNewToken()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new UnsureStore(Store, async (_, commit) =>
        {
            await commit();
            await holder.ClaimOneAsync();
            throw new NpgsqlException("the answer was lost");
        });

        (await SoonAsync(Writer(holder, store).WriteAsync(run.Parks(TimeSpan.Zero)))).Outcome.ShouldBe(CheckpointOutcome.Committed);

        (await ReadHolderAsync(run.Id)).Token.ShouldBe(run.Token + 1, "the claim's; its driver knows no other");
    }

    [Fact]
    public async Task AZombieWhoseBatchWasRolledBackDoesNotTakeTheEventsOfItsHeirForItsOwn()
    {
        TestHolder zombie = await RegisterAsync("zombie");
        TestHolder heir = await RegisterAsync("heir");
        ClaimedRun run = await StartAndClaimAsync(zombie);
        var store = new UnsureStore(Store, async (_, _) =>
        {
            await Store.DeclareDeadAsync(zombie.Id, default);
            ClaimedRun taken = (await heir.TakeOverAsync()).Single();
            await heir.CommitAsync(taken.Says());
            await heir.CommitAsync(taken.Says(after: 1));
            throw new NpgsqlException("the connection broke");
        });

        (await SoonAsync(Writer(zombie, store).WriteAsync(run.Says()))).Outcome.ShouldBe(CheckpointOutcome.Lost);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AcquiringAgainMayItselfHaveAnUnknownOutcome(bool committed)
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new UnsureStore(Store, async (_, commit) =>
        {
            if (committed) await commit();
            throw new NpgsqlException("the connection broke");
        })
        { LosesFirstReacquisition = true };
        CheckpointWriter writer = Writer(holder, store);

        CheckpointResult result = await SoonAsync(writer.WriteAsync(run.Says()));

        result.Outcome.ShouldBe(CheckpointOutcome.Committed);
        (await ReadHolderAsync(run.Id)).ShouldBe(new HolderRow(run.Id, holder.Id, result.Token, 1));
        (await SoonAsync(writer.WriteAsync((run with { Token = result.Token }).Says(after: 1)))).Outcome.ShouldBe(CheckpointOutcome.Committed);
    }

    [Fact]
    public async Task TheWaitGrowsWhileOneUnknownOutcomeFollowsAnother()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new UnsureStore(Store, (_, _) => throw new PostgresException("permission denied for table execution_events", "ERROR", "ERROR", "42501")) { Times = 6 };
        var time = new WatchedTime();

        (await SoonAsync(Writer(holder, store, time: time).WriteAsync(run.Says()))).Outcome.ShouldBe(CheckpointOutcome.Committed);

        time.Waits.Count.ShouldBe(6 + 5, "before each look at what was written; and from the second on before the checkpoint is sent again, while others of its lane go on");
        time.Waits[^1].ShouldBeGreaterThan(7 * time.Waits[0], "5 ms, doubled four times, each between a half and the whole");
    }

    [Fact]
    public async Task WhatIsKnownOfABatchStaysKnownWhenAskingForTheRestFails()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 2);
        NpgsqlConnection other = await BeginAsync();
        await other.ExecuteAsync("select from perdure.executions where id = $1 for update", runs[1].Id);
        var gated = new GatedStore(Store);
        CheckpointWriter writer = Writer(holder, new ForgetfulStore(gated));
        Task<CheckpointResult> pilot = writer.WriteAsync((await StartAndClaimAsync(holder)).Says());
        await gated.EnteredAsync(1);
        Task<CheckpointResult>[] both = [.. runs.Select(run => writer.WriteAsync(run.Says()))];
        gated.Open();

        (await SoonAsync(both[0])).ShouldBe(new CheckpointResult(CheckpointOutcome.Committed, runs[0].Token));
        await Database.WaitUntilBlockedAsync();
        await other.ExecuteAsync("rollback");

        (await SoonAsync(both[1])).Outcome.ShouldBe(CheckpointOutcome.Committed);
        (await SoonAsync(pilot)).Outcome.ShouldBe(CheckpointOutcome.Committed);
        (await ReadHolderAsync(runs[0].Id)).Token.ShouldBe(runs[0].Token, "its holder goes on with this one");
    }

    /// <summary>The system's time, which keeps what was waited for.</summary>
    private sealed class WatchedTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    /// <summary>A store whose first commits do what a test says.</summary>
    private sealed class UnsureStore(IExecutionStore inner, Func<Batch, Func<Task>, Task> first) : DelegatingStore(inner)
    {
        private bool reacquired;

        public List<Batch> Batches { get; } = [];

        public int Times { get; init; } = 1;

        public bool LosesFirstReacquisition { get; init; }

        public override async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
        {
            Batches.Add(batch);
            if (Batches.Count <= Times) await first(batch, async () => await base.CommitAsync(batch, cancellationToken));
            return await base.CommitAsync(batch, cancellationToken);
        }

        public override async ValueTask<IReadOnlyList<HolderRow>> ReacquireAsync(Guid holder, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellationToken)
        {
            IReadOnlyList<HolderRow> rows = await base.ReacquireAsync(holder, checkpoints, cancellationToken);
            if (!LosesFirstReacquisition || reacquired) return rows;
            reacquired = true;
            throw new NpgsqlException("the answer was lost");
        }
    }

    /// <summary>A store whose first look at the holders fails.</summary>
    private sealed class ForgetfulStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        private bool failed;

        public override ValueTask<IReadOnlyList<HolderRow>> ReadHoldersAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken)
        {
            if (failed) return base.ReadHoldersAsync(executionIds, cancellationToken);
            failed = true;
            throw new NpgsqlException("the connection broke");
        }
    }
}
