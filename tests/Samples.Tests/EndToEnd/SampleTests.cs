using System.Diagnostics;
using Documents.Tests.EndToEnd;
using Npgsql;
using Perdure.Queries;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace Documents.Tests.EndToEnd;

public sealed class SampleTests(PostgresServer server) : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("perdure-sample-").FullName;
    private TestDatabase database = null!;
    private RunQueries queries = null!;

    public async ValueTask InitializeAsync()
    {
        database = await server.CreateDatabaseAsync();
        queries = new RunQueries(database.DataSource);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task WithoutAFileTheThreeDocumentsBecomeInsightsAndRows()
    {
        var result = await SampleProcess.RunAsync(database);

        result.ExitCode.ShouldBe(0, result.Errors);
        result.Errors.ShouldBeEmpty();
        result.Output.ShouldNotContain("\u001b");
        foreach (var document in new[] { "bread-and-salt.txt", "lost-globe.txt", "night-shift.txt" })
        {
            result.Output.ShouldContain($"{document}: complete");
            result.Output.ShouldContain($"── {document} in the database ─");
        }

        result.Output.ShouldContain("Nothing will happen that you do not want");
        result.Output.ShouldContain("+44 20 7946 0958, (555) 010-4477");
        Occurrences(result.Output, "no lock left").ShouldBe(3);

        foreach (var run in (await queries.ListAsync(new ExecutionPageRequest())).Items) await ShouldBeWholeAsync(run.Id);
        (await queries.ListStuckAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheLineForPsqlWorksAndHoldsNoPassword()
    {
        var result = await SampleProcess.RunAndKeepPasswordAsync(database, Write("a.txt", "One."));

        var password = new NpgsqlConnectionStringBuilder(database.ConnectionString).Password!;
        result.Output.ShouldNotContain(password);
        Assert.SkipWhen(result.PasswordFile is null, "psql is not installed");
        try
        {
            if (!OperatingSystem.IsWindows()) File.GetUnixFileMode(result.PasswordFile!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

            var line = result.Output.TrimEnd().Split('\n')[^1];
            using var psql = Process.Start(new ProcessStartInfo("sh", ["-c", $"{line} -A -t -c 'select status from perdure.executions'"]) { RedirectStandardOutput = true })!;
            (await psql.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("SUCCESS\n");
        }
        finally
        {
            File.Delete(result.PasswordFile!);
        }
    }

    [Fact]
    public async Task AFileThatIsNoDocumentIsToldAndTheOthersGoOn()
    {
        var result = await SampleProcess.RunAsync(
            database, Write("empty.txt", ""), Write("good.txt", "One. Two."), Write("binary.txt", "a\0b"), Path.Combine(folder, "missing.txt"), folder);

        result.ExitCode.ShouldBe(1);
        result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldBe([
            $"'{folder}/empty.txt' is empty",
            $"'{folder}/binary.txt' is binary, not text",
            $"'{folder}/missing.txt' does not exist",
            $"'{folder}' is a directory; name the files in it",
        ]);
        var run = (await queries.ListAsync(new ExecutionPageRequest())).Items.ShouldHaveSingleItem();
        run.Status.ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task InTheSequentialWorkflowOneAgentWaitsForTheOther()
    {
        var result = await SampleProcess.RunAsync(database, "--sequential", Write("a.txt", "One."));

        result.ExitCode.ShouldBe(0, result.Errors);
        var run = (await queries.ListAsync(new ExecutionPageRequest())).Items.ShouldHaveSingleItem();
        run.Workflow.ShouldBe("sequential-insights");
        var events = await queries.GetEventsAsync(run.Id);
        events.Where(e => e.EventType is "STEP_STARTED" or "STEP_COMPLETED").Select(e => $"{e.EventType} {e.StepId}").ShouldBe([
            "STEP_STARTED Summarize", "STEP_COMPLETED Summarize",
            "STEP_STARTED FindEntities", "STEP_COMPLETED FindEntities",
            "STEP_STARTED Combine", "STEP_COMPLETED Combine",
        ]);
    }

    [Fact]
    public async Task AfterAKillNoRunIsLostAndNoRecordedStepRunsAgainOrChanges()
    {
        using (var first = SampleProcess.Start(database.ConnectionString, "--slow=5"))
        {
            await Wait.UntilAsync(() => StepsAreAsync("Summarize", "SUCCESS", runs: 3));
            await first.KillAsync();
        }

        var before = await RecordedStep.ReadAllAsync(database);
        before.Where(step => step.Step == "FindEntities").ShouldAllBe(step => step.Status == "RUNNING" && step.Attempt == 1);

        var second = await SampleProcess.RunAsync(database);

        second.ExitCode.ShouldBe(0, second.Errors);
        second.Output.ShouldContain("Going on with what an earlier start left unfinished: bread-and-salt.txt, lost-globe.txt, night-shift.txt");
        var after = await RecordedStep.ReadAllAsync(database);
        after.Where(step => step.Step == "Summarize").ShouldBe(before.Where(step => step.Step == "Summarize"));
        after.Where(step => step.Step == "FindEntities").ShouldAllBe(step => step.Status == "SUCCESS" && step.Attempt == 2);
        var runs = (await queries.ListAsync(new ExecutionPageRequest())).Items;
        runs.Count.ShouldBe(3);
        foreach (var run in runs) await ShouldBeWholeAsync(run.Id);
    }

    [Fact]
    public async Task AFileStartsARunAlsoWhereOthersAreUnfinished()
    {
        using (var first = SampleProcess.Start(database.ConnectionString, "--slow=60", Write("old.txt", "One.")))
        {
            await Wait.UntilAsync(() => StepsAreAsync("FindEntities", "RUNNING", runs: 1));
            await first.KillAsync();
        }

        var second = await SampleProcess.RunAsync(database, Write("new.txt", "Two."));

        second.ExitCode.ShouldBe(0, second.Errors);
        second.Output.ShouldContain("old.txt: complete");
        second.Output.ShouldContain("new.txt: complete");
        (await queries.ListAsync(new ExecutionPageRequest { Status = "SUCCESS" })).Items.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AfterCtrlCTheRunsAreFreeAndGoOnAtTheNextStart()
    {
        using (var first = SampleProcess.Start(database.ConnectionString, "--slow=60", Write("a.txt", "One.")))
        {
            await Wait.UntilAsync(() => StepsAreAsync("FindEntities", "RUNNING", runs: 1));
            await first.InterruptAsync();
            var interrupted = await first.EndAsync();

            interrupted.ExitCode.ShouldBe(130);
            interrupted.Output.ShouldContain("Interrupted.");
            interrupted.Errors.ShouldBeEmpty();
        }

        var unfinished = (await queries.ListUnfinishedAsync()).ShouldHaveSingleItem();
        unfinished.HeldBy.ShouldBeNull();

        (await SampleProcess.RunAsync(database)).ExitCode.ShouldBe(0);
        (await queries.GetExecutionAsync(unfinished.Id))!.Status.ShouldBe("SUCCESS");
        (await queries.ListAsync(new ExecutionPageRequest())).Items.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=geheim")]
    [InlineData("Host")]
    public async Task ADatabaseThatIsNotThereIsToldInOneLine(string connectionString)
    {
        using var process = SampleProcess.Start(connectionString);
        var result = await process.EndAsync();

        result.ExitCode.ShouldBe(1);
        var line = result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
        line.ShouldStartWith("PERDURE_POSTGRES: ");
        line.ShouldNotContain("geheim");
    }

    private async Task<bool> StepsAreAsync(string step, string status, int runs) =>
        await database.ScalarAsync<bool>("select to_regclass('perdure.execution_steps') is not null")
        && await database.ScalarAsync<long>("select count(*) from perdure.execution_steps where step_id = $1 and status = $2", step, status) == runs;

    /// <summary>A run that has ended well: all its steps have, its events have no gap, and nobody holds it.</summary>
    private async Task ShouldBeWholeAsync(Guid id)
    {
        var run = await queries.GetSnapshotAsync(id);

        run.ShouldNotBeNull();
        run.Execution.Status.ShouldBe("SUCCESS");
        run.Execution.Output.ShouldNotBeNull();
        run.Steps.Select(step => step.StepId).ShouldBe(["Summarize", "FindEntities", "Combine"], ignoreOrder: true);
        run.Steps.ShouldAllBe(step => step.Status == "SUCCESS" && step.StartedAt != null && step.FinishedAt != null);
        run.Events.Select(happened => happened.Seq).ShouldBe(Enumerable.Range(1, run.Events.Count).Select(seq => (long)seq));
        run.Events.Select(happened => happened.EventType).TakeLast(2).ShouldBe(["EXECUTION_COMPLETED", "LOCK_RELEASED"]);
        run.State.State.ShouldContain("\"succeeded\": 3");
        run.Lock.ShouldBeNull();
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static int Occurrences(string text, string part) => text.Split(part).Length - 1;
}
