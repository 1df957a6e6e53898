namespace Perdure;

/// <summary>Where the database is. <c>UsePostgres</c> names one; <c>UseEmbeddedPostgres</c> starts one on first use.</summary>
public interface IPostgresSource
{
    /// <summary>The connection strings; may start a server, so the first call can take seconds.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection strings.</returns>
    ValueTask<PostgresConnectionStrings> GetAsync(CancellationToken cancellationToken);
}

/// <summary>The two ways to one database.</summary>
/// <param name="Data">For statements; may go through a pooler in transaction mode.</param>
/// <param name="Direct">For what needs a session of its own: heartbeats, LISTEN, the lock on the worker's name. Null: there is no such way, and the worker polls and is taken over by lease alone.</param>
public sealed record PostgresConnectionStrings(string Data, string? Direct)
{
    /// <summary>Makes the line for a shell by which a person logs in to the database, for messages that ask somebody to; null, or null from it: whoever named the database knows how.</summary>
    public Func<string?>? LogIn { get; init; }

    /// <summary>Says which database without its secrets.</summary>
    /// <returns>Host, port and database.</returns>
    public override string ToString()
    {
        var builder = new Npgsql.NpgsqlConnectionStringBuilder(Data);
        return $"{builder.Host}:{builder.Port}/{builder.Database}";
    }
}

internal sealed class FixedPostgresSource(PostgresConnectionStrings strings) : IPostgresSource
{
    public ValueTask<PostgresConnectionStrings> GetAsync(CancellationToken cancellationToken) => new(strings);
}
