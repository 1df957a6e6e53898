using System.Reflection;
using Perdure.Runtime.Tests.Support;
using Perdure.Tests.Compiling;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>From attributes in C# to rows of PostgreSQL: what the generator makes of a step with a transaction does what it says.</summary>
public sealed class GeneratedTransactionTests(MigratedServer server) : EngineTest(server)
{
    private const string Source = """
        using System.Data.Common;
        using Npgsql;

        namespace Acme;

        public sealed record Booked(long Rows);

        [Workflow]
        public sealed partial class BookOrder : IWorkflow<string, string>
        {
            [Step, Retry(2, Delay = "1ms")]
            private static async Task<Booked> Book(string order, NpgsqlTransaction transaction, StepContext context, CancellationToken cancellationToken)
            {
                await using var insert = new NpgsqlCommand("insert into public.orders values ($1)", transaction.Connection) { Parameters = { new() { Value = order } } };
                await insert.ExecuteNonQueryAsync(cancellationToken);
                if (context.Attempt == 1) throw new TimeoutException("again");
                await using var count = new NpgsqlCommand("select count(*) from public.orders", transaction.Connection);
                return new Booked((long)(await count.ExecuteScalarAsync(cancellationToken))!);
            }

            [Step, Result]
            private static async Task<string> Bill(Booked booked, DbTransaction transaction, CancellationToken cancellationToken)
            {
                await using DbCommand insert = transaction.Connection!.CreateCommand();
                insert.CommandText = "insert into public.orders values ('bill')";
                await insert.ExecuteNonQueryAsync(cancellationToken);
                return $"{booked.Rows} booked";
            }
        }
        """;

    [Fact]
    public async Task TheStepsWriteInTheirTransactions()
    {
        await Database.ExecuteAsync("create table public.orders (what text not null)");
        Assembly assembly = GeneratorRun.Of(Source).ShouldCompile().Load();
        var registry = (PerdureRegistry)Activator.CreateInstance(assembly.GetCustomAttribute<PerdureRegistryAttribute>()!.Registry)!;
        TestHost host = await StartAsync([], null, build: builder => builder.Add(registry));

        WorkflowHandle<string> run = await host.Client.StartAsync((WorkflowPlan<string, string>)registry.Workflows.Single(), "order 42", cancellationToken: Token);

        (await run.GetResultAsync(Token)).ShouldBe("1 booked");
        (await StepsAsync(run.Id)).ShouldBe("Bill SUCCESS 1/0, Book SUCCESS 2/1");
        (await Database.ScalarAsync<string>("select string_agg(what, ', ' order by what) from public.orders")).ShouldBe("bill, order 42");
    }
}
