using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Queries.Tests;

public sealed class RunQueriesTests(MigratedServer server) : IAsyncLifetime
{
    private TestDatabase database = null!;
    private RunQueries queries = null!;

    public async ValueTask InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        queries = new RunQueries(database.DataSource);
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task GivesARunWithAllItsColumns()
    {
        var id = await Seed.SucceededAsync(database);

        (await queries.GetExecutionAsync(id)).ShouldBe(new ExecutionRow
        {
            Id = id,
            Workflow = "document-insights",
            Version = 1,
            Status = "SUCCESS",
            Queue = "default",
            Priority = 0,
            Input = """{"name": "a"}""",
            Output = """{"summary": 1}""",
            CreatedAt = Seed.Noon,
            StartedAt = Seed.Noon,
            FinishedAt = Seed.Noon.AddSeconds(2),
        });
    }

    [Fact]
    public async Task GivesTheErrorOfARunThatFailed()
    {
        var id = await Seed.PendingAsync(database);
        await database.ExecuteAsync(
            "update perdure.executions set status = 'FAILED', error = '{\"type\": \"T\"}', started_at = created_at, finished_at = created_at where id = $1", id);

        (await queries.GetExecutionAsync(id))!.Error.ShouldBe("""{"type": "T"}""");
    }

    [Fact]
    public async Task GivesNothingForARunThatDoesNotExist()
    {
        var id = Guid.CreateVersion7();

        (await queries.GetExecutionAsync(id)).ShouldBeNull();
        (await queries.GetStateAsync(id)).ShouldBeNull();
        (await queries.GetSnapshotAsync(id)).ShouldBeNull();
        (await queries.GetStepsAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivesStepsInTheOrderInWhichTheyEnded()
    {
        var id = await Seed.RunningAsync(database);

        (await queries.GetStepsAsync(id)).ShouldBe([
            new StepRow
            {
                StepId = "Summarize",
                Item = 0,
                Round = 0,
                Status = "SUCCESS",
                Attempt = 1,
                Failures = 0,
                Agent = "summarize",
                Output = """{"text": "s"}""",
                CreatedAt = Seed.Noon.AddSeconds(1),
                StartedAt = Seed.Noon.AddSeconds(1),
                FinishedAt = Seed.Noon.AddSeconds(2),
            },
            new StepRow
            {
                StepId = "FindEntities",
                Item = 0,
                Round = 0,
                Status = "RUNNING",
                Attempt = 2,
                Failures = 1,
                Agent = "entity",
                Error = """{"type": "T"}""",
                CreatedAt = Seed.Noon.AddSeconds(1),
                StartedAt = Seed.Noon.AddSeconds(2),
            },
        ]);
    }

    [Fact]
    public async Task GivesTheValuesThatAStepWasGiven()
    {
        var id = await Seed.RunningAsync(database);

        var inputs = await queries.GetStepInputsAsync(id);

        inputs.Select(i => (i.StepId, i.Parameter, i.FromStep, i.Value)).ShouldBe([
            ("FindEntities", "document", null, """{"name": "a"}"""),
            ("FindEntities", "summary", "Summarize", """{"text": "s"}"""),
            ("Summarize", "document", null, """{"name": "a"}"""),
        ]);
    }

    [Fact]
    public async Task GivesEventsInOrderAndGoesOnAfterOne()
    {
        var id = await Seed.RunningAsync(database);

        var all = await queries.GetEventsAsync(id);
        var later = await queries.GetEventsAsync(id, after: 1, limit: 1);

        all.Select(e => (e.Seq, e.EventType, e.StepId, e.Attempt)).ShouldBe([
            (1, "EXECUTION_CREATED", null, null),
            (2, "LOCK_ACQUIRED", null, null),
            (3, "STEP_STARTED", "Summarize", 1),
        ]);
        later.ShouldBe([all[1]]);
        later[0].Payload.ShouldBe("""{"token": 3}""");
    }

    [Fact]
    public async Task GivesTheStateWithTheResultsSoFar()
    {
        var id = await Seed.RunningAsync(database);

        var state = await queries.GetStateAsync(id);

        state!.State.ShouldBe("""{"steps": 3}""");
        state.Results.ShouldContain("\"Summarize\"");
        state.Results.ShouldNotContain("FindEntities");
        state.UpdatedAt.ShouldBe(Seed.Noon.AddSeconds(2));
    }

    [Fact]
    public async Task GivesTheLockOfARunThatIsHeldOnly()
    {
        var held = await Seed.RunningAsync(database, "worker-a");
        var free = await Seed.PendingAsync(database);

        var taken = await queries.GetLockAsync(held);

        taken.ShouldNotBeNull();
        (taken.Worker, taken.Token, taken.ExpiresAt).ShouldBe(("worker-a", 3L, Seed.Noon.AddSeconds(15)));
        (await queries.GetLockAsync(free)).ShouldBeNull();
    }

    [Fact]
    public async Task GivesARunAndAllThatBelongsToItAtOnce()
    {
        var id = await Seed.RunningAsync(database);

        var snapshot = await queries.GetSnapshotAsync(id);

        snapshot.ShouldNotBeNull();
        snapshot.Execution.ShouldBe(await queries.GetExecutionAsync(id));
        snapshot.Steps.ShouldBe(await queries.GetStepsAsync(id));
        snapshot.Events.ShouldBe(await queries.GetEventsAsync(id));
        snapshot.State.ShouldBe(await queries.GetStateAsync(id));
        snapshot.Lock.ShouldBe(await queries.GetLockAsync(id));
    }

    [Fact]
    public async Task ListsWhatIsUnfinishedOldestFirst()
    {
        var later = await Seed.PendingAsync(database, createdAt: Seed.Noon.AddMinutes(1));
        var held = await Seed.RunningAsync(database, "worker-a");
        var other = await Seed.PendingAsync(database, "another", Seed.Noon.AddMinutes(-1));
        await Seed.SucceededAsync(database);

        var all = await queries.ListUnfinishedAsync();
        var ours = await queries.ListUnfinishedAsync(["document-insights"]);

        all.Select(r => r.Id).ShouldBe([other, held, later]);
        ours.Select(r => r.Id).ShouldBe([held, later]);
        (ours[0].HeldBy, ours[0].LeaseExpiresAt, ours[0].Due).ShouldBe(("worker-a", Seed.Noon.AddSeconds(15), null));
        (ours[1].HeldBy, ours[1].LeaseExpiresAt, ours[1].Due).ShouldBe((null, null, Seed.Noon.AddMinutes(1)));
    }

    [Fact]
    public async Task ListsWhatNothingWillMove()
    {
        await Seed.PendingAsync(database);
        await Seed.RunningAsync(database);
        await Seed.SucceededAsync(database);
        var stuck = await Seed.PendingAsync(database);
        (await queries.ListStuckAsync()).ShouldBeEmpty();

        await database.ExecuteAsync("delete from perdure.ready where execution_id = $1", stuck);

        (await queries.ListStuckAsync()).Select(r => (r.Id, r.Reason)).ShouldBe([(stuck, "NOTHING_DUE")]);
    }

    [Fact]
    public async Task ListsWhatNoLiveWorkerCouldTakeUp()
    {
        var held = await Seed.RunningAsync(database);
        var pending = await Seed.PendingAsync(database);
        var foreign = await Seed.PendingAsync(database, "other");
        var elsewhere = await Seed.PendingAsync(database);
        await database.ExecuteAsync("update perdure.executions set queue = 'gpu' where id = $1", elsewhere);
        (await queries.ListStuckAsync()).Select(r => (r.Id, r.Reason)).ShouldBe([(foreign, "NO_WORKER"), (elsewhere, "NO_WORKER")]);

        await database.ExecuteAsync("update perdure.workers set dead = true");
        (await queries.ListStuckAsync()).Select(r => r.Id).ShouldBe([held, pending, foreign, elsewhere]);

        await Seed.RunningAsync(database, "worker-b");
        (await queries.ListStuckAsync()).Select(r => r.Id).ShouldBe([foreign, elsewhere], "a live worker takes the others over, also where nothing is left of their holder's row");
    }

    [Fact]
    public async Task ListsQueuesWithWhoHoldsTheirSlotsAndWhoWaits()
    {
        var (holds, first, second) = (await Seed.PendingAsync(database), await Seed.PendingAsync(database), await Seed.PendingAsync(database));
        await database.ExecuteAsync("insert into perdure.queues (name, concurrency, key_concurrency, rate, burst) values ('gpu', 4, 1, 0.5, 3), ('idle', 2, null, null, 1)");
        await database.ExecuteAsync("insert into perdure.queue_slots (execution_id, step_id, queue) values ($1, 'Render', 'gpu')", holds);
        await database.ExecuteAsync("insert into perdure.queue_waiters (execution_id, step_id, queue, turn, rank, since) values ($1, 'Render', 'gpu', 0, 0, $3), ($2, 'Render', 'gpu', 0, 0, $3 + interval '1 minute')", first, second, Seed.Noon);
        await database.ExecuteAsync("delete from perdure.ready where execution_id = $1", first);

        var rows = await queries.ListQueuesAsync();

        rows.ShouldBe(
        [
            new QueueRow { Name = "gpu", Concurrency = 4, KeyConcurrency = 1, RatePerSecond = 0.5, Burst = 3, Held = 1, Waiting = 2, WaitingSince = Seed.Noon },
            new QueueRow { Name = "idle", Concurrency = 2, Burst = 1, Held = 0, Waiting = 0 },
        ]);
        (await queries.ListStuckAsync()).ShouldNotContain(row => row.Id == first && row.Reason == "NOTHING_DUE", "it waits for a slot");
    }

    [Fact]
    public async Task PagesThroughAllRunsNewestFirstAlsoWhereTimesAreEqual()
    {
        List<Guid> ids = [];
        for (var i = 0; i < 5; i++) ids.Add(await Seed.PendingAsync(database, createdAt: Seed.Noon.AddMinutes(i / 2)));

        var first = await queries.ListAsync(new ExecutionPageRequest { Size = 2 });
        await Seed.PendingAsync(database, createdAt: Seed.Noon.AddHours(1));
        var second = await queries.ListAsync(new ExecutionPageRequest { Size = 2, After = first.Next });
        var third = await queries.ListAsync(new ExecutionPageRequest { Size = 2, After = second.Next });

        new[] { first, second, third }.SelectMany(page => page.Items).Select(r => r.Id).ShouldBe(Enumerable.Reverse(ids));
        third.Next.ShouldBeNull();
    }

    [Fact]
    public async Task EndsWithAFullPage()
    {
        await Seed.PendingAsync(database);
        await Seed.PendingAsync(database);

        (await queries.ListAsync(new ExecutionPageRequest { Size = 2 })).Next.ShouldBeNull();
    }

    [Fact]
    public async Task PagesThroughTheRunsOfAWorkflowAndAStatus()
    {
        await Seed.PendingAsync(database);
        await Seed.SucceededAsync(database, "another");
        var wanted = await Seed.SucceededAsync(database);

        var page = await queries.ListAsync(new ExecutionPageRequest { Workflow = "document-insights", Status = "SUCCESS" });

        page.Items.Select(r => r.Id).ShouldBe([wanted]);
    }

    [Fact]
    public async Task PagesThroughTheRunsThatHaveAllOfSomeTags()
    {
        List<Guid> ids = [];
        for (var i = 0; i < 3; i++) ids.Add(await Seed.PendingAsync(database, createdAt: Seed.Noon.AddMinutes(i)));
        await database.ExecuteAsync(
            "insert into perdure.execution_tags (execution_id, name, value, created_at) select e.id, t.name, t.value, e.created_at from perdure.executions e cross join (values ('region', 'eu'), ('tier', 'gold')) t (name, value)");
        await database.ExecuteAsync("update perdure.execution_tags set value = 'us' where execution_id = $1 and name = 'region'", ids[1]);
        var wanted = new ExecutionPageRequest { Size = 1, Tags = new Dictionary<string, string> { ["tier"] = "gold", ["region"] = "eu" } };

        var first = await queries.ListAsync(wanted);
        var second = await queries.ListAsync(wanted with { After = first.Next });

        first.Items.Concat(second.Items).Select(r => r.Id).ShouldBe([ids[2], ids[0]]);
        second.Next.ShouldBeNull();
    }

    [Fact]
    public async Task RefusesAPageOfNoRuns() =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(queries.ListAsync(new ExecutionPageRequest { Size = 0 }));
}
