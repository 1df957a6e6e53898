using Npgsql;

namespace Perdure.GroupCommit;

/// <summary>The database that DATABASE_URL names, and the two tables in it.</summary>
internal static class Database
{
    private const string Tables = """
        create table runs (
          id bigint primary key, status smallint not null, input jsonb not null, result jsonb,
          created_at timestamptz not null default now(), updated_at timestamptz
        ) with (fillfactor = 70);
        create table steps (
          run_id bigint not null, step integer not null, result jsonb not null, finished_at timestamptz not null default now(),
          primary key (run_id, step)
        );
        """;

    public static async Task CreateAsync(NpgsqlDataSource source)
    {
        await using var create = source.CreateCommand(Tables);
        await create.ExecuteNonQueryAsync();
    }

    public static string ConnectionString()
    {
        var url = new Uri(Environment.GetEnvironmentVariable("DATABASE_URL") ?? throw new InvalidOperationException("DATABASE_URL names no database: postgres://user:password@host:port/database"));
        var user = url.UserInfo.Split(':', 2);
        return new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = user[0],
            Password = user.Length == 2 ? Uri.UnescapeDataString(user[1]) : null,
            Database = url.AbsolutePath.TrimStart('/'),
            MaxAutoPrepare = 10,
            AutoPrepareMinUsages = 2,
        }.ConnectionString;
    }
}
