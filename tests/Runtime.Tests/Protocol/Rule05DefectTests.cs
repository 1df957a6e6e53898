using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>What fails in the program itself, and neither in the database nor on the way to it, says nothing of what was written: it is found out like any other unknown outcome.</summary>
public sealed class Rule05DefectTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task WhatWasWrittenBeforeTheDefectStays()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new DefectiveStore(Store) { FailsAfter = batch => batch.Number == 1 && batch.Checkpoints.Count > 0 };
        CheckpointWriter writer = Writer(holder, store);

        CheckpointResult result = await SoonAsync(writer.WriteAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "1")])));

        result.Outcome.ShouldBe(CheckpointOutcome.Committed, "its step must not fail for what came after the commit");
        (await Subject.EventsAsync(run.Id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task TheOneThatCannotBeWrittenIsRefusedAndNoOther()
    {
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 5);
        var gated = new GatedStore(new DefectiveStore(Store) { FailsBefore = batch => batch.Checkpoints.Any(checkpoint => checkpoint.ExecutionId == runs[3].Id) });
        CheckpointWriter writer = Writer(holder, gated);
        Task<CheckpointResult> pilot = writer.WriteAsync(runs[0].Says());
        await gated.EnteredAsync(1);
        Task<CheckpointResult>[] others = [.. runs.Skip(1).Select(run => writer.WriteAsync(run.Says()))];
        gated.Open();

        (await SoonAsync(pilot)).Outcome.ShouldBe(CheckpointOutcome.Committed);
        CheckpointResult[] results = await SoonAsync(Task.WhenAll(others));

        results.Select(result => result.Outcome).ShouldBe([CheckpointOutcome.Committed, CheckpointOutcome.Committed, CheckpointOutcome.Refused, CheckpointOutcome.Committed]);
        results[2].Refusal.ShouldBeOfType<ArithmeticException>();
        foreach (ClaimedRun run in runs) (await Subject.EventsAsync(run.Id)).Count.ShouldBe(run == runs[3] ? 0 : 1);
    }

    [Fact]
    public async Task ARunThatAnotherHasTakenSinceItWasWrittenIsLost()
    {
        TestHolder holder = await RegisterAsync("a");
        TestHolder heir = await RegisterAsync("b");
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new DefectiveStore(Store)
        {
            FailsAfter = _ => true,
            Meanwhile = async () =>
        {
            await Store.DeclareDeadAsync(holder.Id, default);
            (await heir.TakeOverAsync()).ShouldHaveSingleItem();
        }
        };

        (await SoonAsync(Writer(holder, store).WriteAsync(run.Says()))).Outcome.ShouldBe(CheckpointOutcome.Lost, "what it announces begins with its new holder");
    }

    [Fact]
    public async Task ALaneWhoseRegistrationWasNotAnsweredIsRegisteredOnce()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        var store = new DefectiveStore(Store) { LosesAnswersOfLanes = 2 };

        (await SoonAsync(Writer(holder, store).WriteAsync(run.Says()))).Outcome.ShouldBe(CheckpointOutcome.Committed);

        store.Lanes.Count.ShouldBe(3);
        store.Lanes.Distinct().Count().ShouldBe(1, "each would stand in the position of every reader");
    }

    /// <summary>A store around which something fails.</summary>
    private sealed class DefectiveStore(IExecutionStore inner) : DelegatingStore(inner)
    {
        public Func<Batch, bool> FailsBefore { get; init; } = static _ => false;

        public Func<Batch, bool> FailsAfter { get; init; } = static _ => false;

        public Func<Task> Meanwhile { get; init; } = static () => Task.CompletedTask;

        public int LosesAnswersOfLanes { get; init; }

        public List<Guid> Lanes { get; } = [];

        public override async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
        {
            if (FailsBefore(batch)) throw new ArithmeticException("before it was sent");
            IReadOnlySet<Guid> written = await base.CommitAsync(batch, cancellationToken);
            if (!FailsAfter(batch)) return written;
            await Meanwhile();
            throw new ArithmeticException("after it was written");
        }

        public override async ValueTask OpenLaneAsync(Guid lane, Guid incarnation, CancellationToken cancellationToken)
        {
            Lanes.Add(lane);
            await base.OpenLaneAsync(lane, incarnation, cancellationToken);
            if (Lanes.Count <= LosesAnswersOfLanes) throw new IOException("the answer was lost");
        }
    }
}
