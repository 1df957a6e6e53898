using Documents.Tests.EndToEnd;
using Perdure;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Documents.Tests.Programs;

/// <summary>The sample ResearchLoop: a map of children with loops.</summary>
public sealed class ResearchLoopTests(PostgresServer server) : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await server.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task ATopicIsAnsweredAsTheReadmeSaysOnceForAll()
    {
        for (var start = 0; start < 2; start++)
        {
            var result = await SampleProcess.RunProgramAsync("ResearchLoop", database, arguments: "salt");
            result.ExitCode.ShouldBe(0, result.Errors);
            result.Output.ShouldStartWith(SampleFiles.ReadOutput("ResearchLoop") + "\n");
            result.Errors.ShouldBeEmpty();
        }

        (await database.ScalarAsync<long>("select count(*) from perdure.executions where parent_id is not null")).ShouldBe(3);
        (await database.ScalarAsync<long>("select count(*) from perdure.execution_steps where step_id = 'Read' and round > 0")).ShouldBeInRange(6, 12);
    }

    [Fact]
    public async Task WhatIsTypedIsOneRunOfTheLastWord()
    {
        // The second in which nobody types begins when all is typed, however long the program takes for it.
        await Migrator.MigrateAsync(database.ConnectionString);
        await database.ExecuteAsync("create table clock as select pg_get_functiondef('perdure.now()'::regprocedure) as moves");
        await database.ExecuteAsync("do $$ begin execute format('create or replace function perdure.now() returns timestamptz language sql stable as %L', format('select timestamptz %L', clock_timestamp())); end $$");
        using var typing = SampleProcess.StartProgram("ResearchLoop", database.ConnectionString, "g", "gla", "glass");
        await Wait.UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from perdure.executions where input ->> 'Name' = 'glass'") == 1);
        await database.ExecuteAsync("do $$ begin execute (select moves from clock); end $$");

        var result = await typing.EndAsync("");

        result.ExitCode.ShouldBe(0, result.Errors);
        result.Output.ShouldContain("\nAbout glass\n");
        (await database.ScalarAsync<string>("select string_agg(workflow || ' ' || (input ->> 'Name'), ', ') from perdure.executions where parent_id is null")).ShouldBe("research-loop glass");
    }

    [Fact]
    public async Task WhatIsShownStandsInTheStreamOfTheRun()
    {
        (await SampleProcess.RunProgramAsync("ResearchLoop", database, arguments: "tea")).ExitCode.ShouldBe(0);

        (await database.ScalarAsync<string>("select string_agg(step_id || ' ' || items, ', ' order by first) from (select step_id, count(*) as items, min(position) as first from perdure.stream_items group by step_id) s")).ShouldBe("Plan 3, Write 11");
    }

    [Fact]
    public async Task ATopicThatNoTextIsAboutHasNoFindings()
    {
        var result = await SampleProcess.RunProgramAsync("ResearchLoop", database, arguments: "mud");

        result.ExitCode.ShouldBe(0, result.Errors);
        result.Output.Split("Nothing was found.").Length.ShouldBe(4);
    }

    [Fact]
    public async Task AnOptionIsRefusedAndNothingIsStarted()
    {
        var result = await SampleProcess.RunProgramAsync("ResearchLoop", database, arguments: "--topic");

        result.ExitCode.ShouldBe(2);
        result.Errors.ShouldStartWith("usage: ");
        (await database.ScalarAsync<bool>("select to_regnamespace('perdure') is null")).ShouldBeTrue();
    }
}
