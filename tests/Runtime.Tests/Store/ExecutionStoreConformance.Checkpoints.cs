using Npgsql;
using Perdure.Events;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Store;

/// <summary>What a checkpoint writes, and what it leaves alone.</summary>
public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task ACheckpointWritesStepsEventsStateAndStatusAtOnce()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        EventWrite[] events =
        [
            new(1, EventTypes.ExecutionStarted, null, null, null),
            new(2, EventTypes.StepStarted, "One", 1, """{"agent":"a"}"""),
        ];

        IReadOnlySet<Guid> written = await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Running("One")], events: events, state: """{"running": 1}"""));

        written.ShouldBe([run.Id]);
        (await Store.ReadStepsAsync(run.Id, default)).ShouldBe([new StepRow("One", StepStatus.Running, 1, 0, null, null)]);
        (await subject.EventsAsync(run.Id)).ShouldBe(
        [
            new StoredEvent(1, EventTypes.ExecutionStarted, null, null, null, holder.Lane, 1),
            new StoredEvent(2, EventTypes.StepStarted, "One", 1, """{"agent":"a"}""", holder.Lane, 1),
        ]);
        (await subject.StateAsync(run.Id)).ShouldBe("""{"running": 1}""");
        (await Store.ReadHoldersAsync([run.Id], default)).ShouldBe([new HolderRow(run.Id, holder.Id, 1, LastSeq: 2)]);
    }

    [Fact]
    public async Task AStepRowFollowsItsStepFromStartOverWaitToResult()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);

        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Running("One")]));
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Waits("One", TimeSpan.FromMinutes(5))], after: 1));
        StepRow waiting = (await Store.ReadStepsAsync(run.Id, default)).Single();
        (waiting with { DueIn = null }).ShouldBe(new StepRow("One", StepStatus.Waiting, 1, 1, """{"message":"later"}""", null));
        waiting.DueIn.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));

        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Running("One", attempt: 2)], after: 2));
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "\"r\"", attempt: 2)], after: 3));

        (await Store.ReadStepsAsync(run.Id, default)).ShouldBe([new StepRow("One", StepStatus.Success, 2, 1, null, null)]);
        (await Store.ReadOutputsAsync(run.Id, ["One", "Two"], default)).ShouldBe(new Dictionary<string, string?> { ["One"] = "\"r\"" });
    }

    [Fact]
    public async Task ASkippedStepHasARowAndTheLastSnapshotIsRead()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        ClaimedRun other = await StartAndClaimAsync(holder);
        EventWrite[] events = [new(1, EventTypes.StepSkipped, "One", 0, """{"skipped":"Zero"}""")];
        await holder.CommitAsync(run.Says(steps: [new StepWrite("One", StepStatus.Skipped, 0, 0, null, "{}", null, null, null)], events: events, state: """{"at": 1}"""));

        await holder.CommitAsync(run.Says(after: 1));

        (await Store.ReadStepsAsync(run.Id, default)).ShouldBe([new StepRow("One", StepStatus.Skipped, 0, 0, null, null)]);
        (await Store.ReadSnapshotsAsync([run.Id, other.Id], default)).ShouldBe(new Dictionary<Guid, string> { [run.Id] = """{"at": 1}""" });
    }

    [Fact]
    public async Task ItemsAndRoundsHaveRowsEventsAndResultsOfTheirOwn()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        StepWrite step = new("One", StepStatus.Waiting, 0, 0, null, "{}", null, null, null) { WaitsFor = "its items" };
        EventWrite[] events = [new(1, EventTypes.StepCompleted, "One", 1, null) { Item = 2, Round = 3 }];

        await holder.CommitAsync(run.Says(
            steps: [step, TestCheckpoint.Running("One") with { Item = 1 }, TestCheckpoint.Succeeded("One", "\"r\"") with { Item = 2, Round = 3 }],
            events: events));

        (await Store.ReadStepsAsync(run.Id, default)).ShouldBe(
            [
                new StepRow("One", StepStatus.Waiting, 0, 0, null, null) { WaitsFor = "its items" },
                new StepRow("One", StepStatus.Running, 1, 0, null, null) { Item = 1 },
                new StepRow("One", StepStatus.Success, 1, 0, null, null) { Item = 2, Round = 3 },
            ],
            ignoreOrder: true);
        (await OpenAsync([run.Id], [])).ShouldBe("0/0, 1/0", "there is no item that the round would be one of");
        (await OpenAsync([run.Id], [new StepMark(run.Id, "One", 1, 0)])).ShouldBe("0/0, 1/0", "one part tells that there are parts");
        StepKey key = new(run.Id, "One", 2, 3);
        async Task<string> OpenAsync(IReadOnlyList<Guid> runs, IReadOnlyList<StepMark> marks) =>
            string.Join(", ", (await Store.ReadOpenStepsAsync(runs, marks, default))[run.Id].Select(row => $"{row.Item}/{row.Round}").Order());
        (await Store.ReadOutputsAsync([new StepKey(run.Id, "One"), key], default)).ShouldHaveSingleItem().Key.ShouldBe(key);

        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", null) with { Item = 1 }], after: 1));
        (await Store.ReadStepsAsync(run.Id, default)).Count(row => row.Status == StepStatus.Success).ShouldBe(2);
    }

    [Fact]
    public async Task ResultsAreReadForTheStepsThatHaveOneAlone()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Says(steps:
        [
            TestCheckpoint.Succeeded("Value", "[1]"), TestCheckpoint.Succeeded("Nothing", null), TestCheckpoint.Running("Running"), TestCheckpoint.Failed("Failed", "{}"),
        ]));

        (await Store.ReadOutputsAsync(run.Id, ["Value", "Nothing", "Running", "Failed"], default))
            .ShouldBe(new Dictionary<string, string?> { ["Value"] = "[1]", ["Nothing"] = null }, ignoreOrder: true);
    }

    [Fact]
    public async Task ARecordedResultIsNeverReplaced()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "\"first\"")]));

        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "\"second\"", attempt: 2)], after: 1));
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Running("One", attempt: 3)], after: 2));
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Failed("One", "{}", attempt: 4)], after: 3));

        (await Store.ReadStepsAsync(run.Id, default)).ShouldBe([new StepRow("One", StepStatus.Success, 1, 0, null, null)]);
        (await Store.ReadOutputsAsync(run.Id, ["One"], default))["One"].ShouldBe("\"first\"");
    }

    [Fact]
    public async Task ACheckpointThatIsSentTwiceIsRefusedTheSecondTime()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        Checkpoint checkpoint = run.Says(steps: [TestCheckpoint.Running("One"), TestCheckpoint.Waits("Two", TimeSpan.FromHours(1))], state: """{"a": 1}""");
        await holder.CommitAsync(checkpoint);
        IReadOnlyList<StoredEvent> events = await subject.EventsAsync(run.Id);

        PostgresException refusal = await Should.ThrowAsync<PostgresException>(() => holder.CommitAsync(checkpoint));

        refusal.SqlState.ShouldBe(PostgresErrorCodes.UniqueViolation, "its last event is there already");
        (await subject.EventsAsync(run.Id)).ShouldBe(events);
        (await Store.ReadStepsAsync(run.Id, default)).Select(step => (step.StepId, step.Status, step.Attempt))
            .ShouldBe([("One", StepStatus.Running, 1), ("Two", StepStatus.Waiting, 1)], ignoreOrder: true);
        (await Store.ReadHoldersAsync([run.Id], default)).Single().LastSeq.ShouldBe(1);
    }

    [Fact]
    public async Task AReleaseThatIsSentTwiceFindsNoRunTheSecondTime()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        Checkpoint end = run.Ends();
        await holder.CommitAsync(end);
        ExecutionRow row = (await Store.GetAsync(run.Id, default))!;

        (await holder.CommitAsync(end)).ShouldBeEmpty();

        (await Store.GetAsync(run.Id, default)).ShouldBe(row);
        (await subject.EventsAsync(run.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ASnapshotStaysUntilACheckpointBringsAnother()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);

        await holder.CommitAsync(run.Says(state: """{"at": 1}"""));
        await holder.CommitAsync(run.Says(after: 1));
        (await subject.StateAsync(run.Id)).ShouldBe("""{"at": 1}""");
        await holder.CommitAsync(run.Says(state: """{"at": 2}""", after: 2));

        (await subject.StateAsync(run.Id)).ShouldBe("""{"at": 2}""");
    }

    [Fact]
    public async Task AFailureEndsTheRunWithItsError()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);

        await holder.CommitAsync(run.Says(ExecutionStatus.Failed, error: """{"type":"T","message":"m","step":"One","attempt":1}""", release: true));

        ExecutionRow row = (await Store.GetAsync(run.Id, default))!;
        (row.Status, row.Output, row.Error).ShouldBe((ExecutionStatus.Failed, null, """{"type":"T","message":"m","step":"One","attempt":1}"""));
        row.FinishedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task AReleaseFreesTheRunAndKeepsTheToken()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);

        await holder.CommitAsync(run.Ends());

        (await Store.ReadHoldersAsync([run.Id], default)).Single().ShouldBe(new HolderRow(run.Id, null, 1, 1));
        (await subject.WakesInAsync(run.Id)).ShouldBeNull();
    }

    [Fact]
    public async Task AParkedRunIsDueWhenItsHolderSaidAndNoLaterThanAWakeRowThatIsThere()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun quiet = await StartAndClaimAsync(holder);
        ClaimedRun woken = await StartAndClaimAsync(holder);
        await Store.CancelAsync(woken.Id, default);

        await holder.CommitAsync(quiet.Parks(TimeSpan.FromHours(1)), woken.Parks(TimeSpan.FromHours(1)));

        (await subject.WakesInAsync(quiet.Id)).ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMinutes(59), TimeSpan.FromMinutes(60));
        (await subject.WakesInAsync(woken.Id)).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.Zero);
        (await holder.ClaimAsync()).ShouldHaveSingleItem().Id.ShouldBe(woken.Id);
    }

    [Fact]
    public async Task ParkingWithoutADueTimeKeepsAWakeRowThatIsThere()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await Store.CancelAsync(run.Id, default);

        await holder.CommitAsync(run.Parks());

        (await holder.ClaimOneAsync()).Id.ShouldBe(run.Id);
    }

    [Fact]
    public async Task AnUnknownTokenOrHolderWritesNothing()
    {
        TestHolder holder = await RegisterAsync("a");
        TestHolder other = await RegisterAsync("b");
        ClaimedRun run = await StartAndClaimAsync(holder);
        StepWrite[] steps = [TestCheckpoint.Succeeded("One", "1")];

        (await holder.CommitAsync((run with { Token = run.Token - 1 }).Says(steps: steps, state: "{}"))).ShouldBeEmpty();
        (await holder.CommitAsync((run with { Token = run.Token + 1 }).Says(steps: steps, state: "{}"))).ShouldBeEmpty();
        (await other.CommitAsync(run.Says(steps: steps, state: "{}", wakeIn: TimeSpan.Zero))).ShouldBeEmpty();

        (await Store.ReadStepsAsync(run.Id, default)).ShouldBeEmpty();
        (await subject.EventsAsync(run.Id)).ShouldBeEmpty();
        (await subject.StateAsync(run.Id)).ShouldBeNull();
        (await subject.WakesInAsync(run.Id)).ShouldBeNull();
        (await Store.ReadHoldersAsync([run.Id], default)).Single().ShouldBe(new HolderRow(run.Id, holder.Id, 1, 0));
    }
}
