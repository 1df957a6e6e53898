using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>Slots are granted under the lock of their queue, by what is there behind it, and given back by the checkpoint that ends what holds them.</summary>
public sealed class Rule11QueueTests(MigratedServer server) : ProtocolTest(server)
{
    private const string Grant = "select cardinality(granted) from perdure.grant_slots('gpu')";

    [Fact]
    public async Task WhoGrantsWaitsForAnotherAndCountsWhatThatOneHasGranted()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 3 });
        TestHolder holder = await RegisterAsync();
        foreach (ClaimedRun run in await StartAndClaimAsync(holder, 5)) await holder.CommitAsync(LinesUp(run));
        NpgsqlConnection first = await BeginAsync();
        (await first.ScalarAsync<int>("select cardinality(granted) from perdure.grant_slots('gpu', 2)")).ShouldBe(2);
        Task<GrantedSlots> second = Store.GrantAsync("gpu", default).AsTask();
        await Database.WaitUntilBlockedAsync();

        await first.ExecuteAsync("commit");

        (await SoonAsync(second)).Runs.Count.ShouldBe(1);
        (await CountAsync("queue_slots")).ShouldBe(3);
        (await Store.GrantAsync("gpu", default)).Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task ARunThatLeavesItsLineWhileItIsGrantedASlotKeepsNeither()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 1 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(LinesUp(run, release: false));
        NpgsqlConnection granting = await BeginAsync();
        (await granting.ScalarAsync<int>(Grant)).ShouldBe(1);
        Task<IReadOnlySet<Guid>> leaving = holder.CommitAsync(Moves(run, QueueMove.Leave, after: 1));
        await Database.WaitUntilBlockedAsync();

        await granting.ExecuteAsync("commit");

        (await SoonAsync(leaving)).ShouldBe([run.Id]);
        (await CountAsync("queue_waiters")).ShouldBe(0);
        (await CountAsync("queue_slots")).ShouldBe(0);
    }

    [Fact]
    public async Task WhoIsLeavingTheLineIsPassedOverAndHoldsNobodyUp()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 1 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun[] runs = [.. await StartAndClaimAsync(holder, 2)];
        foreach (ClaimedRun run in runs) await holder.CommitAsync(LinesUp(run, release: false));
        Guid[] inLine = [.. await InLineAsync()];
        NpgsqlConnection leaving = await BeginAsync();
        await leaving.CheckpointAsync(holder.Batch(Moves(runs.Single(run => run.Id == inLine[0]), QueueMove.Leave, after: 1)));

        (await SoonAsync(Store.GrantAsync("gpu", default))).Runs.ShouldBe([inLine[1]]);
    }

    [Fact]
    public async Task ARunWhoseWakeRowAnOpenTransactionHoldsIsPassedOverForAMoment()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 1 });
        TestHolder holder = await RegisterAsync();
        foreach (ClaimedRun run in await StartAndClaimAsync(holder, 2)) await holder.CommitAsync(LinesUp(run));
        Guid[] inLine = [.. await InLineAsync()];
        NpgsqlConnection somebody = await BeginAsync();
        await somebody.ExecuteAsync("select perdure.leave_message($1, 'PAUSE')", inLine[0]);

        GrantedSlots granted = await SoonAsync(Store.GrantAsync("gpu", default));

        granted.Runs.ShouldBe([inLine[1]]);
        granted.AskAgain.ShouldBe(TimeSpan.FromSeconds(1));
        (await InLineAsync()).ShouldBe([inLine[0]]);
    }

    [Fact]
    public async Task WhatIsGrantedWakesARunThatIsParkedAndComesWithItsMail()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 1 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(LinesUp(run));
        (await holder.ClaimAsync()).ShouldBeEmpty("nothing wakes it before");

        (await Store.GrantAsync("gpu", default)).Runs.ShouldBe([run.Id]);

        ClaimedRun again = await holder.ClaimOneAsync();
        Message told = (await Store.ReadMailAsync([again.Id], default)).ShouldHaveSingleItem();
        (told.Kind, told.Payload).ShouldBe(("SLOT_GRANTED", """{"step" : "One", "item" : 0, "round" : 0}"""));
    }

    [Fact]
    public async Task AGrantThatIsNotCommittedWhenItsRunParksWakesItAfterwards()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 1 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(LinesUp(run, release: false));
        NpgsqlConnection granting = await BeginAsync();
        await granting.ScalarAsync<int>(Grant);

        (await holder.TakeMailAsync(run)).ShouldBeEmpty("nobody sees what is not committed");
        (await SoonAsync(holder.CommitAsync(run.Says(ExecutionStatus.Waiting, release: true, after: 1)))).ShouldBe([run.Id]);
        await granting.ExecuteAsync("commit");

        (await holder.ClaimOneAsync()).Id.ShouldBe(run.Id);
    }

    [Fact]
    public async Task WhoCouldNotBeginIsPassedOver()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 5 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun[] runs = [.. await StartAndClaimAsync(holder, 3)];
        foreach (ClaimedRun run in runs) await holder.CommitAsync(LinesUp(run));
        await Database.ExecuteAsync("update perdure.executions set status = 'PAUSED' where id = $1", runs[0].Id);
        await Database.ExecuteAsync("update perdure.executions set version = 2 where id = $1", runs[1].Id);

        (await Store.GrantAsync("gpu", default)).Runs.ShouldBe([runs[2].Id]);
        await Database.ExecuteAsync("update perdure.executions set status = 'WAITING', version = 1");
        await Store.DeclareDeadAsync(holder.Id, default);
        (await Store.GrantAsync("gpu", default)).Runs.ShouldBeEmpty("no worker is there");
        await RegisterAsync("next");
        (await Store.GrantAsync("gpu", default)).Runs.Order().ShouldBe([.. new[] { runs[0].Id, runs[1].Id }.Order()]);
    }

    [Fact]
    public async Task WhatWasGrantedASlotAndIsServedByNobodyAnyMoreGoesBackIntoItsLine()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 2 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun[] runs = [.. await StartAndClaimAsync(holder, 4)];
        foreach (ClaimedRun run in runs) await holder.CommitAsync(LinesUp(run, "acme"));
        IReadOnlyList<Guid> granted = (await Store.GrantAsync("gpu", default)).Runs;
        await Database.ExecuteAsync("update perdure.executions set version = 2 where id = any ($1)", granted.ToArray());

        await Database.ExecuteAsync("update perdure.queues set swept_at = null");
        (await Store.GrantAsync("gpu", default)).Runs.ShouldBeEmpty("they may begin yet");
        await Database.ExecuteAsync("update perdure.queue_slots set granted_at = granted_at - interval '2 minutes'");
        (await Store.GrantAsync("gpu", default)).Runs.ShouldBeEmpty("it has just looked");
        await Database.ExecuteAsync("update perdure.queues set swept_at = swept_at - interval '2 minutes'");
        NpgsqlConnection claiming = await BeginAsync();
        await claiming.ExecuteAsync("select from perdure.executions where id = $1 for no key update", granted[0]);

        (await SoonAsync(Store.GrantAsync("gpu", default))).Runs.Count.ShouldBe(1, "one that somebody takes up is passed over");

        await claiming.ExecuteAsync("commit");
        await Database.ExecuteAsync("update perdure.queues set swept_at = swept_at - interval '2 minutes'");
        (await Store.GrantAsync("gpu", default)).Runs.Count.ShouldBe(1);
        (await InLineAsync()).Order().ShouldBe(granted.Order());
        (await KeysAsync("queue_waiters")).ShouldBe(["acme", "acme"]);
        await Database.ExecuteAsync("update perdure.executions set version = 1");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages where execution_id = any ($1)", granted.ToArray())).ShouldBe(0);
    }

    [Fact]
    public async Task WhatHasBegunKeepsItsSlotWhoeverHasDied()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 1 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun[] runs = [.. await StartAndClaimAsync(holder, 2)];
        foreach (ClaimedRun one in runs) await holder.CommitAsync(LinesUp(one, release: false));
        Guid run = (await Store.GrantAsync("gpu", default)).Runs.Single();
        await Database.ExecuteAsync("update perdure.execution_steps set status = 'RUNNING', waits_for = null, holder = $1 where execution_id = $2", holder.Id, run);
        await Database.ExecuteAsync("delete from perdure.messages");
        await Database.ExecuteAsync("update perdure.queue_slots set granted_at = granted_at - interval '2 minutes'");
        await Database.ExecuteAsync("update perdure.queues set swept_at = null");
        await Store.DeclareDeadAsync(holder.Id, default);
        await RegisterAsync("next");
        await Database.ExecuteAsync("update perdure.executions set version = 2 where id = $1", run);

        (await Store.GrantAsync("gpu", default)).Runs.ShouldBeEmpty();
        await Database.ExecuteAsync("update perdure.executions set version = 1 where id = $1", run);
    }

    [Fact]
    public async Task AKeyHasAsManySlotsAsItMayAndTheOneWithTheFewestComesFirst()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 4, KeyConcurrency = 2 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun[] runs = [.. await StartAndClaimAsync(holder, 6)];
        string[] keys = ["many", "many", "many", "many", "few", ""];
        for (var run = 0; run < runs.Length; run++) await holder.CommitAsync(LinesUp(runs[run], keys[run]));

        await Store.GrantAsync("gpu", default);

        (await KeysAsync("queue_slots")).ShouldBe(["", "few", "many", "many"]);
        (await KeysAsync("queue_waiters")).ShouldBe(["many", "many"]);
        (await Store.GrantAsync("gpu", default)).Runs.ShouldBeEmpty();
    }

    [Fact]
    public async Task ARateIsExactByTheClockOfTheDatabase()
    {
        await Database.MoveClockAsync("2026-01-01T00:00:00Z");
        await DeclareAsync(new QueuePlan("gpu") { RatePerSecond = 4, Burst = 3 });
        TestHolder holder = await RegisterAsync();
        foreach (ClaimedRun run in await StartAndClaimAsync(holder, 9)) await holder.CommitAsync(LinesUp(run));

        GrantedSlots first = await Store.GrantAsync("gpu", default);
        (first.Runs.Count, first.AskAgain).ShouldBe((3, TimeSpan.FromMilliseconds(250)));
        await Database.MoveClockAsync("2026-01-01T00:00:00.249Z");
        GrantedSlots early = await Store.GrantAsync("gpu", default);
        (early.Runs.Count, early.AskAgain).ShouldBe((0, TimeSpan.FromMilliseconds(1)));
        await Database.MoveClockAsync("2026-01-01T00:00:00.250Z");
        (await Store.GrantAsync("gpu", default)).Runs.Count.ShouldBe(1);
        await Database.MoveClockAsync("2026-01-01T00:00:00.750Z");
        (await Store.GrantAsync("gpu", default)).Runs.Count.ShouldBe(2);
        await Database.MoveClockAsync("2025-12-31T00:00:00Z");
        (await Store.GrantAsync("gpu", default)).Runs.ShouldBeEmpty("a clock that was set back gives nothing");
        await Database.MoveClockAsync("2025-12-31T01:00:00Z");
        (await Store.GrantAsync("gpu", default)).Runs.Count.ShouldBe(3, "and takes nothing for long");
    }

    [Fact]
    public async Task ALimitThatIsLoweredTakesNothingAwayAndGrantsNothingUntilItIsKept()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 3 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun[] runs = [.. await StartAndClaimAsync(holder, 4)];
        foreach (ClaimedRun run in runs) await holder.CommitAsync(LinesUp(run, release: false));
        IReadOnlyList<Guid> granted = (await Store.GrantAsync("gpu", default)).Runs;
        granted.Count.ShouldBe(3);

        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 2 });
        await holder.CommitAsync(Moves(runs.Single(run => run.Id == granted[0]), QueueMove.Leave, after: 1));
        (await Store.GrantAsync("gpu", default)).Runs.ShouldBeEmpty();
        await holder.CommitAsync(Moves(runs.Single(run => run.Id == granted[1]), QueueMove.Leave, after: 1));
        (await Store.GrantAsync("gpu", default)).Runs.Count.ShouldBe(1);
    }

    [Fact]
    public async Task AnUnusedSlotGoesBackIntoTheLineUnderItsKey()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 1 });
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(LinesUp(run, "acme", release: false));
        await Store.GrantAsync("gpu", default);

        await holder.CommitAsync(Moves(run, QueueMove.Return, after: 1));

        (await CountAsync("queue_slots")).ShouldBe(0);
        (await KeysAsync("queue_waiters")).ShouldBe(["acme"]);
        (await Store.ListLinesAsync(default)).ShouldBe(["gpu"]);
    }

    [Fact]
    public async Task ATerminatedRunIsInNoQueue()
    {
        await DeclareAsync(new QueuePlan("gpu") { Concurrency = 1 });
        TestHolder holder = await RegisterAsync();
        foreach (ClaimedRun run in await StartAndClaimAsync(holder, 2)) await holder.CommitAsync(LinesUp(run));
        await Store.GrantAsync("gpu", default);

        await Database.ExecuteAsync("select perdure.terminate(id) from perdure.executions");

        (await CountAsync("queue_slots")).ShouldBe(0);
        (await CountAsync("queue_waiters")).ShouldBe(0);
    }

    private static Checkpoint LinesUp(ClaimedRun run, string key = "", bool release = true) => Checkpoint(
        run, release, [new StepWrite("One", StepStatus.Waiting, 0, 0, null, "{}", null, null, null) { WaitsFor = "queue gpu" }], new QueueWrite("One", 0, 0, "gpu", QueueMove.LineUp) { Key = key });

    private static Checkpoint Moves(ClaimedRun run, QueueMove move, long after) => Checkpoint(run, release: false, [], new QueueWrite("One", 0, 0, "gpu", move), after);

    private static Checkpoint Checkpoint(ClaimedRun run, bool release, StepWrite[] steps, QueueWrite queue, long after = 0) => new()
    {
        ExecutionId = run.Id,
        Token = run.Token,
        LastSeq = run.LastSeq + after + 1,
        Status = release ? ExecutionStatus.Waiting : ExecutionStatus.Running,
        Release = release,
        Steps = steps,
        Events = [new EventWrite(run.LastSeq + after + 1, EventTypes.ExecutionResumed, null, null, null)],
        Queues = [queue],
    };

    private ValueTask DeclareAsync(QueuePlan queue) => Store.RegisterAsync([queue], default);

    private Task<long> CountAsync(string table) => Database.ScalarAsync<long>($"select count(*) from perdure.{table}");

    private async Task<IReadOnlyList<string>> KeysAsync(string table) => await (await OpenAsync()).ColumnAsync<string>($"select key from perdure.{table} order by key collate \"C\"");

    private async Task<IReadOnlyList<Guid>> InLineAsync() => await (await OpenAsync()).ColumnAsync<Guid>("select execution_id from perdure.queue_waiters order by rank, execution_id");
}
