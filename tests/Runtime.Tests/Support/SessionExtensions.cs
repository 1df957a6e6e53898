using Npgsql;
using Perdure.Tests.Postgres;

namespace Perdure.Runtime.Tests.Support;

/// <summary>Shorthands for tests that write out what two sessions do to one another.</summary>
internal static class SessionExtensions
{
    /// <summary>Executes a statement in a session.</summary>
    public static async Task<int> ExecuteAsync(this NpgsqlConnection session, string sql, params object[] parameters)
    {
        await using NpgsqlCommand command = new NpgsqlCommand(sql, session).With(parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of a query's first row.</summary>
    public static async Task<T> ScalarAsync<T>(this NpgsqlConnection session, string sql, params object[] parameters)
    {
        await using NpgsqlCommand command = new NpgsqlCommand(sql, session).With(parameters);
        return (T)(await command.ExecuteScalarAsync() ?? throw new InvalidOperationException($"No row: {sql}"));
    }

    /// <summary>The first column of a query's rows.</summary>
    public static async Task<IReadOnlyList<T>> ColumnAsync<T>(this NpgsqlConnection session, string sql, params object[] parameters)
    {
        await using NpgsqlCommand command = new NpgsqlCommand(sql, session).With(parameters);
        await using NpgsqlDataReader row = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await row.ReadAsync()) values.Add(row.GetFieldValue<T>(0));
        return values;
    }
}
