using Npgsql;
using Perdure.Storage;

namespace Perdure.Telemetry;

/// <summary>What the database says when it is asked once.</summary>
/// <param name="Migrations">How many migrations it has; null: it did not answer, or has no schema.</param>
/// <param name="MinWorker">The oldest worker protocol that may claim.</param>
/// <param name="Problem">Why it did not answer, in words; null: it did.</param>
/// <param name="Failure">The failure behind the problem.</param>
internal sealed record SchemaAnswer(int? Migrations, int MinWorker, string? Problem = null, Exception? Failure = null);

/// <summary>Asks the database one question, which tells that it is there and whether its schema is. Nothing is migrated by it: a health check that gave up would roll that back.</summary>
internal sealed class SchemaProbe(PerdureDatabase database, IPostgresSource source, TimeProvider time)
{
    public async Task<SchemaAnswer> AskAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        var where = "named by the host";
        try
        {
            PostgresConnectionStrings strings = await source.GetAsync(either.Token).ConfigureAwait(false);
            where = strings.ToString();

            // A client's connection, within the budget; before anything was used, one that is closed again.
            if (database.Opened is { } pools) return await AskAsync(pools.Client, either.Token).ConfigureAwait(false);
            NpgsqlDataSource once = BuiltInTypes.Unpooled(strings.Data);
            await using (once.ConfigureAwait(false)) return await AskAsync(once, either.Token).ConfigureAwait(false);
        }
        catch (PostgresException failure) when (failure.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return new SchemaAnswer(Migrations: 0, MinWorker: 0);
        }
        catch (PostgresException failure) when (failure.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return Unknown($"The role may not read the schema of the database {where}: {failure.MessageText}", failure);
        }
        catch (Exception failure) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Unknown($"The database {where} did not answer within {limit.TotalSeconds:0.#} s: it is away, or the client's connections are all in use", failure);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return Unknown($"The database {where} does not answer: {failure.Message}", failure);
        }
    }

    private static SchemaAnswer Unknown(string problem, Exception failure) => new(Migrations: null, MinWorker: 0, problem, failure);

    private static async Task<SchemaAnswer> AskAsync(NpgsqlDataSource connections, CancellationToken cancellationToken)
    {
        using NpgsqlCommand command = connections.CreateCommand(SqlText.Get("read_schema_version"));
        NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return new SchemaAnswer(reader.GetInt32(0), reader.GetInt32(1));
        }
    }
}
