using Perdure.Runtime.Tests.Process;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine.Faults;

/// <summary>A worker that is killed around the commit of a step's own transaction: what the step wrote in the database is there once.</summary>
public sealed class TransactionKillTests(MigratedServer server) : FaultTest(server)
{
    internal const string Settled = "user's step row updated, not committed";
    internal const string Committed = "user's transaction committed, not told";

    private const double Long = 60;

    [Theory]
    [InlineData(Settled, "Write/2 Read/1", "STEP_STARTED Write/1, STEP_STARTED Write/2, STEP_COMPLETED Write/2, STEP_STARTED Read/1, STEP_COMPLETED Read/1")]
    [InlineData(Committed, "Write/1 Read/1", "STEP_STARTED Write/1, STEP_COMPLETED Write/1, STEP_STARTED Read/1, STEP_COMPLETED Read/1")]
    public async Task KilledThereWhatTheStepWroteIsThereOnce(string point, string result, string events)
    {
        await Database.ExecuteAsync("create table public.effects (run uuid not null, attempt integer not null)");
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(ProcessPlans.WithTransaction, Folder, cancellationToken: Token);
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: $"{point}|1|{Folder}"))
        {
            await WaitUntilPausedAsync();
            await Invariants.AssertAsync(Database);
            await killed.KillAsync();
        }

        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);

        (await run.GetResultAsync(Token)).ShouldBe(result);
        (await EventsAsync(run.Id, "STEP%")).ShouldBe(events);
        (await Database.ScalarAsync<string>("select string_agg('Write/' || attempt, ' ') from public.effects")).ShouldBe(result.Split(' ')[0]);
    }
}
