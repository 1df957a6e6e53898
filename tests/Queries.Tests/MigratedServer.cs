using Npgsql;
using Perdure.Queries.Tests;
using Perdure.Tests.Postgres;

[assembly: AssemblyFixture(typeof(MigratedServer))]

namespace Perdure.Queries.Tests;

/// <summary>A server whose databases have the schema of the migrations.</summary>
public sealed class MigratedServer() : PostgresServer(MigrateAsync)
{
    private static async Task MigrateAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(connectionString);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "migrations")).Order(StringComparer.Ordinal))
        {
            await using var migration = database.CreateCommand(await File.ReadAllTextAsync(file, cancellationToken));
            await migration.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
