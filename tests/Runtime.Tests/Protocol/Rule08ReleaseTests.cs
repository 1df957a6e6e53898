using System.Text.RegularExpressions;
using Npgsql;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>A run is released by its last checkpoint, in that checkpoint's transaction, and nowhere else.</summary>
public sealed partial class Rule08ReleaseTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task TheReleaseIsCommittedTogetherWithTheLastEventOfTheRun()
    {
        TestHolder holder = await RegisterAsync();
        ClaimedRun run = await StartAndClaimAsync(holder);
        await holder.CommitAsync(run.Says(steps: [TestCheckpoint.Running("One")]));

        await holder.CommitAsync(run.Says(ExecutionStatus.Success, [TestCheckpoint.Succeeded("One", "1")], output: "1", release: true, after: 1));

        (await Database.ScalarAsync<bool>(
            """
            select e.holder is null and e.xmin = ev.xmin and e.xmin = s.xmin
            from perdure.executions e
            join perdure.execution_journal ev on ev.execution_id = e.id and ev.seq = perdure.last_seq(e.id)
            join perdure.execution_steps s on s.execution_id = e.id
            """)).ShouldBeTrue();
    }

    [Fact]
    public async Task UntilTheReleaseIsCommittedNobodyClaimsTheRun()
    {
        TestHolder holder = await RegisterAsync("a");
        TestHolder other = await RegisterAsync("b");
        ClaimedRun run = await StartAndClaimAsync(holder);
        NpgsqlConnection lane = await BeginAsync();
        (await lane.CheckpointAsync(holder.Batch(run.Parks(TimeSpan.Zero)))).ShouldBe([run.Id]);

        (await SoonAsync(other.ClaimAsync())).ShouldBeEmpty();
        await lane.ExecuteAsync("commit");

        (await other.ClaimOneAsync()).LastSeq.ShouldBe(1, "whoever claims it finds all that its holder said");
    }

    [Fact]
    public void NoOtherStatementLetsGoOfARunThanThatOfWhoeverTakesTheLeaseFirst() =>
        SourceTree.Files("src", ".sql").Concat(SourceTree.Files("db/migrations", ".sql"))
            .Where(file => LetsGo.IsMatch(SourceTree.Read(file)))
            .Select(Path.GetFileName)
            .ShouldBe(["advance_runs.sql", "0006_create_operators.sql"]);

    /// <summary>A holder that is set to anything but a parameter, in an update of runs.</summary>
    [GeneratedRegex(@"(update|into) perdure\.executions\b[^;]*\bset\b[^;]*\bholder = (?!\$)")]
    private static partial Regex LetsGo { get; }
}
