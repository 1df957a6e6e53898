using Documents.Tests.EndToEnd;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Documents.Tests.Programs;

/// <summary>The sample InvoiceApproval: a person who answers at the console, later, by SQL, or not at all.</summary>
public sealed class InvoiceApprovalTests(PostgresServer server) : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await server.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task WhatAPersonSaysIsBookedAsTheReadmeSays()
    {
        var result = await SampleProcess.RunProgramAsync("InvoiceApproval", database, "y\nn\n");

        // What is typed is not echoed where the input is no terminal.
        result.Output.ShouldBe(SampleFiles.ReadOutput("InvoiceApproval").Replace("[y/n] y\n", "[y/n] ").Replace("[y/n] n\n", "[y/n] "), result.Errors);
        result.ExitCode.ShouldBe(0);
        (await LedgerAsync()).ShouldBe("I-1 40 paid, says the rules; I-2 1200 paid, says the manager; I-3 0 sent back, says the board");
    }

    [Fact]
    public async Task WithoutAnAnswerInvoicesWaitForTheNextStartOrForSql()
    {
        var first = await SampleProcess.RunProgramAsync("InvoiceApproval", database);
        first.ExitCode.ShouldBe(0, first.Errors);
        first.Output.ShouldContain("I-2: waits, also without this program");
        (await database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'WAITING' and holder is null")).ShouldBe(2);

        (await database.ScalarAsync<bool>(
            """select perdure.signal(id, 'board', '{"By": "Ann", "IsApproved": true}') from perdure.executions where input ->> 'Number' = 'I-3'""")).ShouldBeTrue();
        using var second = SampleProcess.StartProgram("InvoiceApproval", database.ConnectionString);
        await Wait.UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'SUCCESS'") == 2);
        await second.KillAsync();

        var third = await SampleProcess.RunProgramAsync("InvoiceApproval", database, "what?\nn\n");
        third.Output.ShouldEndWith("I-2: sent back, says the manager\nI-3: paid, says Ann\n", customMessage: third.Errors);
        (await LedgerAsync()).ShouldBe("I-1 40 paid, says the rules; I-2 0 sent back, says the manager; I-3 250000 paid, says Ann");
    }

    [Fact]
    public async Task NobodyInTimePaysNothing()
    {
        await SampleProcess.RunProgramAsync("InvoiceApproval", database);
        await database.ExecuteAsync("create or replace function perdure.now() returns timestamptz language sql stable as 'select clock_timestamp() + interval ''31 days'''");

        // Whoever answers before a worker has seen that the time is over is heard. These come behind it.
        using var late = SampleProcess.StartProgram("InvoiceApproval", database.ConnectionString);
        await Wait.UntilAsync(async () => await database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'SUCCESS'") == 3);
        var result = await late.EndAsync("y\ny\n");

        result.ExitCode.ShouldBe(0, result.Errors);
        (await LedgerAsync()).ShouldBe("I-1 40 paid, says the rules; I-2 0 sent back, says nobody, in time; I-3 0 sent back, says nobody, in time");
    }

    private Task<string> LedgerAsync() => database.ScalarAsync<string>("select string_agg(concat_ws(' ', number, paid, text), '; ' order by number) from accounting.ledger");
}
