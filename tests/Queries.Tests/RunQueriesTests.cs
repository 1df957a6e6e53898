using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Queries.Tests;

public sealed class RunQueriesTests(MigratedServer server) : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private RunQueries _queries = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync();
        _queries = new RunQueries(_database.DataSource);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task GivesARunWithAllItsColumns()
    {
        var id = await Seed.SucceededAsync(_database);

        (await _queries.GetExecutionAsync(id)).ShouldBe(new ExecutionRow
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
        var id = await Seed.PendingAsync(_database);
        await _database.ExecuteAsync(
            "update perdure.executions set status = 'FAILED', error = '{\"type\": \"T\"}', started_at = created_at, finished_at = created_at where id = $1", id);

        (await _queries.GetExecutionAsync(id))!.Error.ShouldBe("""{"type": "T"}""");
    }

    [Fact]
    public async Task GivesNothingForARunThatDoesNotExist()
    {
        var id = Guid.CreateVersion7();

        (await _queries.GetExecutionAsync(id)).ShouldBeNull();
        (await _queries.GetStateAsync(id)).ShouldBeNull();
        (await _queries.GetSnapshotAsync(id)).ShouldBeNull();
        (await _queries.GetStepsAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivesStepsInTheOrderInWhichTheyEnded()
    {
        var id = await Seed.RunningAsync(_database);

        (await _queries.GetStepsAsync(id)).ShouldBe([
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
        var id = await Seed.RunningAsync(_database);

        var inputs = await _queries.GetStepInputsAsync(id);

        inputs.Select(i => (i.StepId, i.Parameter, i.FromStep, i.Value)).ShouldBe([
            ("FindEntities", "document", null, """{"name": "a"}"""),
            ("FindEntities", "summary", "Summarize", """{"text": "s"}"""),
            ("Summarize", "document", null, """{"name": "a"}"""),
        ]);
    }

    [Fact]
    public async Task GivesEventsInOrderAndGoesOnAfterOne()
    {
        var id = await Seed.RunningAsync(_database);

        var all = await _queries.GetEventsAsync(id);
        var later = await _queries.GetEventsAsync(id, after: 1, limit: 1);

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
        var id = await Seed.RunningAsync(_database);

        var state = await _queries.GetStateAsync(id);

        state!.State.ShouldBe("""{"steps": 3}""");
        state.Results.ShouldContain("\"Summarize\"");
        state.Results.ShouldNotContain("FindEntities");
        state.UpdatedAt.ShouldBe(Seed.Noon.AddSeconds(2));
    }

    [Fact]
    public async Task GivesTheLockOfARunThatIsHeldOnly()
    {
        var held = await Seed.RunningAsync(_database, "worker-a");
        var free = await Seed.PendingAsync(_database);

        var taken = await _queries.GetLockAsync(held);

        taken.ShouldNotBeNull();
        (taken.Worker, taken.Token, taken.ExpiresAt).ShouldBe(("worker-a", 3L, Seed.Noon.AddSeconds(15)));
        (await _queries.GetLockAsync(free)).ShouldBeNull();
    }

    [Fact]
    public async Task GivesARunAndAllThatBelongsToItAtOnce()
    {
        var id = await Seed.RunningAsync(_database);

        var snapshot = await _queries.GetSnapshotAsync(id);

        snapshot.ShouldNotBeNull();
        snapshot.Execution.ShouldBe(await _queries.GetExecutionAsync(id));
        snapshot.Steps.ShouldBe(await _queries.GetStepsAsync(id));
        snapshot.Events.ShouldBe(await _queries.GetEventsAsync(id));
        snapshot.State.ShouldBe(await _queries.GetStateAsync(id));
        snapshot.Lock.ShouldBe(await _queries.GetLockAsync(id));
    }

    [Fact]
    public async Task ListsWhatIsUnfinishedOldestFirst()
    {
        var later = await Seed.PendingAsync(_database, createdAt: Seed.Noon.AddMinutes(1));
        var held = await Seed.RunningAsync(_database, "worker-a");
        var other = await Seed.PendingAsync(_database, "another", Seed.Noon.AddMinutes(-1));
        await Seed.SucceededAsync(_database);

        var all = await _queries.ListUnfinishedAsync();
        var ours = await _queries.ListUnfinishedAsync(["document-insights"]);

        all.Select(r => r.Id).ShouldBe([other, held, later]);
        ours.Select(r => r.Id).ShouldBe([held, later]);
        (ours[0].HeldBy, ours[0].LeaseExpiresAt, ours[0].Due).ShouldBe(("worker-a", Seed.Noon.AddSeconds(15), null));
        (ours[1].HeldBy, ours[1].LeaseExpiresAt, ours[1].Due).ShouldBe((null, null, Seed.Noon.AddMinutes(1)));
    }

    [Fact]
    public async Task ListsWhatNothingWillMove()
    {
        await Seed.PendingAsync(_database);
        await Seed.RunningAsync(_database);
        await Seed.SucceededAsync(_database);
        var stuck = await Seed.PendingAsync(_database);
        (await _queries.ListStuckAsync()).ShouldBeEmpty();

        await _database.ExecuteAsync("delete from perdure.ready where execution_id = $1", stuck);

        (await _queries.ListStuckAsync()).Select(r => r.Id).ShouldBe([stuck]);
    }

    [Fact]
    public async Task PagesThroughAllRunsNewestFirstAlsoWhereTimesAreEqual()
    {
        List<Guid> ids = [];
        for (var i = 0; i < 5; i++) ids.Add(await Seed.PendingAsync(_database, createdAt: Seed.Noon.AddMinutes(i / 2)));

        var first = await _queries.ListAsync(new ExecutionPageRequest { Size = 2 });
        await Seed.PendingAsync(_database, createdAt: Seed.Noon.AddHours(1));
        var second = await _queries.ListAsync(new ExecutionPageRequest { Size = 2, After = first.Next });
        var third = await _queries.ListAsync(new ExecutionPageRequest { Size = 2, After = second.Next });

        new[] { first, second, third }.SelectMany(page => page.Items).Select(r => r.Id).ShouldBe(Enumerable.Reverse(ids));
        third.Next.ShouldBeNull();
    }

    [Fact]
    public async Task EndsWithAFullPage()
    {
        await Seed.PendingAsync(_database);
        await Seed.PendingAsync(_database);

        (await _queries.ListAsync(new ExecutionPageRequest { Size = 2 })).Next.ShouldBeNull();
    }

    [Fact]
    public async Task PagesThroughTheRunsOfAWorkflowAndAStatus()
    {
        await Seed.PendingAsync(_database);
        await Seed.SucceededAsync(_database, "another");
        var wanted = await Seed.SucceededAsync(_database);

        var page = await _queries.ListAsync(new ExecutionPageRequest { Workflow = "document-insights", Status = "SUCCESS" });

        page.Items.Select(r => r.Id).ShouldBe([wanted]);
    }

    [Fact]
    public async Task RefusesAPageOfNoRuns() =>
        await Should.ThrowAsync<ArgumentOutOfRangeException>(_queries.ListAsync(new ExecutionPageRequest { Size = 0 }));
}
