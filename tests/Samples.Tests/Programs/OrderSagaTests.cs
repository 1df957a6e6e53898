using Documents.Tests.EndToEnd;
using Npgsql;
using Perdure.Tests;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Documents.Tests.Programs;

/// <summary>The sample OrderSaga: what its README shows, and what its books say.</summary>
public sealed class OrderSagaTests(PostgresServer server) : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await server.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task EachOrderEndsAsTheReadmeSaysAndASecondStartOrdersNothing()
    {
        for (var start = 0; start < 2; start++)
        {
            var result = await SampleProcess.RunProgramAsync("OrderSaga", database);
            result.Output.ShouldBe(SampleFiles.ReadOutput("OrderSaga"), result.Errors);
            result.ExitCode.ShouldBe(0);
        }

        await BooksShouldBeRightAsync();
    }

    [Fact]
    public async Task WhatIsKilledWhileItUndoesIsUndoneByTheNextStartOnce()
    {
        await KillInRefundAsync();

        var result = await SampleProcess.RunProgramAsync("OrderSaga", database);

        result.Output.ShouldBe(SampleFiles.ReadOutput("OrderSaga"), result.Errors);
        await BooksShouldBeRightAsync();
        (await database.ScalarAsync<int>("select attempt from perdure.execution_compensations where step_id = 'Charge'")).ShouldBe(2);
    }

    // The refund waits at a gate, and is killed there.
    private async Task KillInRefundAsync()
    {
        await database.ExecuteAsync(
            """
            create schema shop;
            create table shop.gate (id int);
            create table shop.payments (key text primary key, order_number text not null, amount numeric not null, refunded boolean not null default false, reason text);
            create function shop.wait() returns trigger language plpgsql as 'begin perform from shop.gate for update; return new; end';
            create trigger payments_wait before update of refunded on shop.payments for each row execute function shop.wait();
            insert into shop.gate values (1);
            """);
        await using NpgsqlConnection gate = await database.OpenAsync();
        await using NpgsqlTransaction closed = await gate.BeginTransactionAsync();
        await using (NpgsqlCommand close = new("select from shop.gate for update", gate, closed)) await close.ExecuteNonQueryAsync();
        using var sample = SampleProcess.StartProgram("OrderSaga", database.ConnectionString);
        await database.WaitUntilBlockedAsync();
        await sample.KillAsync();
    }

    private async Task BooksShouldBeRightAsync()
    {
        (await database.ScalarAsync<string>("select string_agg(concat_ws(' ', order_number, amount, refunded, reason), '; ' order by order_number) from shop.payments"))
            .ShouldBe("A-1 99.80 f; A-2 6400 t 310 kg are too heavy for the carrier");
        (await database.ScalarAsync<string>("select string_agg(concat_ws(' ', order_number, released), '; ' order by order_number) from shop.reservations")).ShouldBe("A-1 f; A-2 t");
        (await database.ScalarAsync<string>("select string_agg(article || ' ' || available, ', ' order by article) from shop.stock")).ShouldBe("lamp 18, piano 1");
        (await database.ScalarAsync<string>("select string_agg(status, ' ' order by input ->> 'Number') from perdure.executions")).ShouldBe("SUCCESS COMPENSATED FAILED");
        (await database.ScalarAsync<long>("select count(*) from perdure.violations()")).ShouldBe(0);
    }
}
