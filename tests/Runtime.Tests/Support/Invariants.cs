using Npgsql;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Perdure.Runtime.Tests.Support;

/// <summary>What has to hold over the tables of a database at any time, whatever happened to workers, connections and the server: what <c>perdure.violations()</c> looks for.</summary>
internal static class Invariants
{
    /// <summary>These tell that runs wait for a worker, which at the end of a test has left.</summary>
    private static readonly string[] OfMissingWorkers = ["no_worker", "unservable"];

    public static async Task AssertAsync(TestDatabase database) => (await FindViolationsAsync(database)).ShouldBeEmpty();

    /// <summary>Once all workers have stopped: a run that they did not hand back breaks no rule as long as nobody is there to take it over.</summary>
    public static async Task AssertHandedBackAsync(TestDatabase database)
    {
        await using NpgsqlConnection connection = await database.OpenAsync();
        (await connection.ColumnAsync<string>(
            """
            select concat_ws(' ', e.id, 'is', e.status, 'and held by', coalesce(w.name, e.holder::text))
            from perdure.executions e
            left join perdure.workers w on w.incarnation = e.holder
            where e.holder is not null
            order by 1
            """)).ShouldBeEmpty("a worker that stops hands its runs back");
    }

    /// <summary>One statement is one snapshot: workers may be at work.</summary>
    public static async Task<IReadOnlyList<string>> FindViolationsAsync(TestDatabase database)
    {
        await using NpgsqlConnection connection = await database.OpenAsync();
        return await connection.ColumnAsync<string>(
            "select concat_ws(' ', rule || ':', execution_id, detail) from perdure.violations() where rule <> all ($1) order by 1", (object)OfMissingWorkers);
    }
}
