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

    /// <summary>What is written, as item, round and attempt. Killed before its commit an attempt is repeated, killed afterwards it is not.</summary>
    public static TheoryData<string, int, string, string> Kills { get; } = new()
    {
        { Settled, 1, "written", "0.0/2" },
        { Committed, 1, "written", "0.0/1" },
        { Settled, 1, "written-in-rounds", "0.1/2 0.2/1" },
        { Committed, 1, "written-in-rounds", "0.1/1 0.2/1" },
        { Settled, 2, "written-in-rounds", "0.1/1 0.2/2" },
        { Committed, 2, "written-in-rounds", "0.1/1 0.2/1" },
        { Settled, 2, "written-for-each", "1.0/1 2.0/2" },
        { Committed, 1, "written-for-each", "1.0/1 2.0/1" },
        { Committed, 2, "written-for-each", "1.0/1 2.0/1" },
    };

    [Theory]
    [MemberData(nameof(Kills))]
    public async Task KilledThereWhatTheStepWroteIsThereOnce(string point, int time, string workflow, string written)
    {
        await Database.ExecuteAsync("create table public.effects (what text not null)");
        TestHost client = await StartClientAsync();
        WorkflowHandle<string> run = await client.Client.StartAsync(TransactionPlans.All.Single(plan => plan.Name == workflow), "x", cancellationToken: Token);
        await using (var killed = WorkerProcess.Start(Database.ConnectionString, "killed", Long, pause: $"{point}|{time}|{Folder}"))
        {
            await WaitUntilPausedAsync();
            await Invariants.AssertAsync(Database);
            await killed.KillAsync();
        }

        await using var next = WorkerProcess.Start(Database.ConnectionString, "killed", Long);

        (await run.GetResultAsync(Token)).ShouldBe(workflow == "written-for-each" ? written : written.Split(' ')[^1]);
        if (workflow != "written-for-each") (await Database.ScalarAsync<string>("select value from perdure.execution_tags where name = 'written'")).ShouldBe(written.Split(' ')[^1], "the run is found by it");
        (await Database.ScalarAsync<string>("select string_agg(what, ' ' order by what) from public.effects")).ShouldBe(written);
    }
}
