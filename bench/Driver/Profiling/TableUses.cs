using Perdure.Bench.Stores;

namespace Perdure.Bench.Profiling;

/// <summary>Reads what was done to the tables of a database over its whole life.</summary>
internal static class TableUses
{
    private const string Question = """
        select t.relname, t.n_tup_ins::float8, t.n_tup_upd::float8, t.n_tup_hot_upd::float8, t.n_tup_del::float8, pg_total_relation_size(t.relid)::float8
        from pg_stat_user_tables t
        where t.n_tup_ins + t.n_tup_upd + t.n_tup_del > $1
        order by pg_total_relation_size(t.relid) desc, t.relname
        """;

    /// <summary>Reads the tables that a run has something to do with, after all sessions have handed in their counters.</summary>
    public static async Task<IReadOnlyList<TableUse>> ReadAsync(PostgresStore store, double runs, CancellationToken cancellationToken)
    {
        await store.EmptyAsync(cancellationToken);
        await using var command = store.Source.CreateCommand(Question);
        command.Parameters.AddWithValue((long)(runs / 100));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<TableUse>();
        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(new TableUse(
                reader.GetString(0), reader.GetDouble(1) / runs, reader.GetDouble(2) / runs, reader.GetDouble(3) / runs, reader.GetDouble(4) / runs, reader.GetDouble(5) / runs));
        }

        return tables;
    }
}
