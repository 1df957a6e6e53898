using Npgsql;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A worker that is killed while the server is in the middle of its batch, which is one message on its way without a pooler: nobody can take the batch back, and nobody may overtake it.</summary>
public sealed class CommitKillTests(MigratedServer server) : FaultTest(server)
{
    private const double Long = 60;
    private const string Name = "killed";
    private const string Gate = "4711";

    /// <summary>Keeps a batch in its middle, behind its fence, for as long as a session of the test holds the gate, and longer than it would wait by itself.</summary>
    private const string GateSteps = $"""
        create function gate_steps() returns trigger language plpgsql set lock_timeout = 0 as $$
          begin perform pg_advisory_xact_lock_shared({Gate}); return null; end $$;
        create trigger gate_steps before insert or update on perdure.execution_steps execute function gate_steps();
        """;

    [Theory]
    [InlineData(false, "One/1 Two/2 Three/1")]
    [InlineData(true, "One/1 Two/1 Three/1")]
    public async Task WhatTheServerCommitsAfterTheKillIsFoundAndNotDoneAgain(bool ofCode, string result)
    {
        await Database.ExecuteAsync(GateSteps);
        await using NpgsqlConnection session = await Database.OpenAsync(Token);
        WorkflowHandle<string> run = await StartRunAsync(ofCode);
        await KillInCommitAsync(() => session.ExecuteAsync($"select pg_advisory_lock({Gate})"));

        await using var next = WorkerProcess.Start(Database.ConnectionString, Name, Long);
        await WaitUntilItHasLookedForRunsAsync();
        (await Database.ScalarAsync<long>("select token from perdure.executions")).ShouldBe(1, "nobody took the run from under the batch");
        (await StepsAsync(run.Id)).ShouldBe("One RUNNING 1/0", "nothing is committed yet");
        Steps.Entered().Count.ShouldBe(1);
        await session.ExecuteAsync($"select pg_advisory_unlock({Gate})");

        // The start of Two that is to be recorded was, with the end of One; its code was never entered.
        (await run.GetResultAsync(Token)).ShouldBe(result);
        Steps.Entered().Count(entered => entered.StartsWith("One", StringComparison.Ordinal)).ShouldBe(1, "its result was recorded");
        Steps.Entered().Count(entered => entered.StartsWith("Two", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatTheServerGivesUpAfterTheKillIsDoneAgainOnce(bool ofCode)
    {
        await using NpgsqlConnection session = await Database.OpenAsync(Token);
        WorkflowHandle<string> run = await StartRunAsync(ofCode);
        await KillInCommitAsync(() => session.ExecuteAsync("begin; lock table perdure.execution_steps in exclusive mode"));

        // Its wait for the lock ends by itself, before the lock does.
        await Wait.UntilAsync(async () => await CountBlockedAsync() == 0);
        await using var next = WorkerProcess.Start(Database.ConnectionString, Name, Long);
        await Database.WaitUntilBlockedAsync();
        await session.ExecuteAsync("commit");

        (await run.GetResultAsync(Token)).ShouldBe("One/2 Two/1 Three/1");
        Steps.Entered().Count(entered => entered.StartsWith("One", StringComparison.Ordinal)).ShouldBe(2, "it had ended, and nothing told of it");
    }

    /// <summary>Kills the worker when the end of step One is on its way, and the server is held up with it.</summary>
    private async Task KillInCommitAsync(Func<Task> block)
    {
        Steps.Hold("One");
        await using var killed = WorkerProcess.Start(Database.ConnectionString, Name, Long);
        await WaitUntilEnteredAsync("One-1");
        await Wait.UntilAsync(async () => await Database.ScalarAsync<long>("select count(*) from perdure.execution_steps where status = 'RUNNING'") == 1);
        await block();
        Steps.Release("One");
        await Database.WaitUntilBlockedAsync();
        await killed.KillAsync();
    }

    /// <summary>The last that a worker asks for in a round, before it sleeps.</summary>
    private Task WaitUntilItHasLookedForRunsAsync() => Wait.UntilAsync(() => Database.ScalarAsync<bool>(
        """
        select exists (
          select from pg_stat_activity a
          where a.datname = current_database() and a.application_name = 'perdure claim' and a.query like '%orphans as materialized%' and a.state = 'idle'
            and a.query_start > (select max(w.started_at) from perdure.workers w having count(*) = 2))
        """));

    private Task<long> CountBlockedAsync() =>
        Database.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0");
}
