using Npgsql;
using Perdure.Checkpoints;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Content that the database refuses fails its own run and no other; what merely met somebody is sent again, whole.</summary>
public sealed class Rule04PoisonedBatchTests(MigratedServer server) : ProtocolTest(server)
{
    private const int Size = 128;

    [Theory]
    [InlineData("a trigger that raises", PostgresErrorCodes.RaiseException)]
    [InlineData("a violated constraint", PostgresErrorCodes.CheckViolation)]
    [InlineData("a state that is no JSON", "22P02")]
    [InlineData("a result that is no JSON", PostgresErrorCodes.InvalidTextRepresentation)]
    [InlineData("a text with a null character", PostgresErrorCodes.CharacterNotInRepertoire)]
    public async Task OneBadRunIn128CostsFifteenTransactionsAndTheOthersAreKept(string poison, string? sqlState)
    {
        await RaiseOnPoisonAsync("P0001");
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, Size);
        int bad = Size * 5 / 8;

        (GatedStore store, CheckpointResult[] results) = await WriteTogetherAsync(holder, [.. runs.Select((run, index) => index == bad ? Poisoned(run, poison) : run.Says())]);

        store.Batches.Count.ShouldBe(1 + 15);
        results.Count(result => result.Outcome == CheckpointOutcome.Committed).ShouldBe(Size - 1);
        results[bad].Outcome.ShouldBe(CheckpointOutcome.Refused);
        (results[bad].Refusal as PostgresException)?.SqlState.ShouldBe(sqlState);
        (await ReadHolderAsync(runs[bad].Id)).ShouldBe(new HolderRow(runs[bad].Id, holder.Id, runs[bad].Token, 0));
        (await Database.ScalarAsync<long>("select count(distinct execution_id) from perdure.execution_events")).ShouldBe(Size - 1 + 1);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    public async Task ABatchThatMetSomebodyIsSentAgainWhole(string sqlState)
    {
        await RaiseOnPoisonAsync(sqlState, times: 2);
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 4);

        (GatedStore store, CheckpointResult[] results) = await WriteTogetherAsync(
            holder, [.. runs.Select((run, index) => index == 2 ? Poisoned(run, "a trigger that raises") : run.Says())]);

        results.ShouldAllBe(result => result.Outcome == CheckpointOutcome.Committed);
        store.Batches.Skip(1).Select(batch => (batch.Number, batch.Checkpoints.Count)).ShouldBe([(2, 4), (2, 4), (2, 4)]);
    }

    [Theory]
    [InlineData(PostgresErrorCodes.DiskFull)]
    [InlineData(PostgresErrorCodes.IoError)]
    public async Task ABatchThatTheServerCannotWriteIsRefusedForNoneAndSentAgainUnderNewTokens(string sqlState)
    {
        await RaiseOnPoisonAsync(sqlState, times: 3);
        TestHolder holder = await RegisterAsync();
        IReadOnlyList<ClaimedRun> runs = await StartAndClaimAsync(holder, 4);

        (GatedStore store, CheckpointResult[] results) = await WriteTogetherAsync(
            holder, [.. runs.Select((run, index) => index == 2 ? Poisoned(run, "a trigger that raises") : run.Says())]);

        results.ShouldAllBe(result => result.Outcome == CheckpointOutcome.Committed && result.Refusal == null);
        foreach ((ClaimedRun run, CheckpointResult result) in runs.Zip(results))
        {
            result.Token.ShouldBeGreaterThan(run.Token, "what became of it had to be found out");
            (await ReadHolderAsync(run.Id)).ShouldBe(new HolderRow(run.Id, holder.Id, result.Token, 1));
        }

        results[2].Token.ShouldBe(runs[2].Token + 3, "once for each failure");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps")).ShouldBe(1);
    }

    [Fact]
    public async Task TheRefusedRunGoesOnWithWhatItSaysNext()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        CheckpointWriter writer = Writer(holder);
        (await SoonAsync(writer.WriteAsync(Poisoned(run, "a result that is no JSON")))).Outcome.ShouldBe(CheckpointOutcome.Refused);

        (await SoonAsync(writer.WriteAsync(run.Says(ExecutionStatus.Failed, error: """{"message":"refused"}""", release: true)))).Outcome.ShouldBe(CheckpointOutcome.Committed);
    }

    [Fact]
    public async Task ATextThatCannotBeEncodedIsRefusedUnsent()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        CheckpointWriter writer = Writer(holder);

        CheckpointResult result = await SoonAsync(writer.WriteAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "\"\ud800\"")])));

        result.Outcome.ShouldBe(CheckpointOutcome.Refused);
        result.Refusal!.Message.ShouldContain("cannot be encoded");
        (await SoonAsync(writer.WriteAsync(run.Says(steps: [TestCheckpoint.Succeeded("One", "\"\ud83d\ude00\"")])))).Outcome.ShouldBe(CheckpointOutcome.Committed);
    }

    [Theory]
    [InlineData("22P05", "Refused")]
    [InlineData("23514", "Refused")]
    [InlineData("42804", "Refused")]
    [InlineData("54001", "Refused")]
    [InlineData("21000", "Refused")]
    [InlineData("P0001", "Refused")]
    [InlineData("40001", "TryAgain")]
    [InlineData("40P01", "TryAgain")]
    [InlineData("55P03", "HeldUp")]
    [InlineData("08006", "Unknown")]
    [InlineData("53100", "Unknown")]
    [InlineData("53300", "Unknown")]
    [InlineData("57P01", "Unknown")]
    [InlineData("57014", "HeldUp")]
    [InlineData("58030", "Unknown")]
    [InlineData("XX000", "Unknown")]
    [InlineData("28P01", "Unknown")]
    [InlineData("3D000", "Unknown")]
    [InlineData("25006", "Unknown")]
    [InlineData("42501", "Unknown")]
    [InlineData("0A000", "Unknown")]
    public void ASqlStateSaysWhatAFailureMeans(string sqlState, string meaning) =>
        CommitFailures.Classify(new PostgresException("said", "ERROR", "ERROR", sqlState)).ToString().ShouldBe(meaning);

    [Fact]
    public void ABrokenConnectionLeavesTheOutcomeUnknown()
    {
        Exception[] failures = [new NpgsqlException("reset"), new IOException(), new TimeoutException(), new OperationCanceledException(), new ObjectDisposedException("stream"), new InvalidOperationException("closed")];

        failures.ShouldAllBe(failure => CommitFailures.Classify(failure) == CommitFailure.Unknown);
    }

    private static Checkpoint Poisoned(ClaimedRun run, string poison) => poison switch
    {
        "a trigger that raises" => run.Says(steps: [TestCheckpoint.Succeeded("poison", "1")]),
        "a violated constraint" => run.Says(steps: [TestCheckpoint.Failed("One", error: null!)]),
        "a state that is no JSON" => run.Says(state: "{"),
        "a result that is no JSON" => run.Says(steps: [TestCheckpoint.Succeeded("One", "{")]),
        "a text with a null character" => run.Says(steps: [TestCheckpoint.Succeeded("One\0", "1")]),
        _ => throw new ArgumentOutOfRangeException(nameof(poison), poison, null),
    };

    /// <summary>Brings a lane to write all checkpoints in one batch, behind a first that it is held up with.</summary>
    private async Task<(GatedStore Store, CheckpointResult[] Results)> WriteTogetherAsync(TestHolder holder, Checkpoint[] checkpoints)
    {
        ClaimedRun pilot = await StartAndClaimAsync(holder);
        var store = new GatedStore(Store);
        CheckpointWriter writer = Writer(holder, store);
        Task<CheckpointResult> first = writer.WriteAsync(pilot.Says());
        await store.EnteredAsync(1);
        Task<CheckpointResult>[] written = [.. checkpoints.Select(writer.WriteAsync)];
        store.Open();
        await SoonAsync(first);
        return (store, await Task.WhenAll(written).WaitAsync(TimeSpan.FromSeconds(30)));
    }

    /// <summary>Makes a step called poison raise, the first so many times; a sequence counts, since no rollback takes its numbers back.</summary>
    private Task<int> RaiseOnPoisonAsync(string sqlState, int times = int.MaxValue) => Database.ExecuteAsync(
        $"""
        create sequence raised;
        create function raise_on_poison() returns trigger language plpgsql as $$
        begin
          if nextval('raised') <= {times} then raise exception 'poisoned' using errcode = '{sqlState}'; end if;
          return new;
        end $$;
        create trigger poison before insert on perdure.execution_steps for each row when (new.step_id = 'poison') execute function raise_on_poison();
        """);
}
