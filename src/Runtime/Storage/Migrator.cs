using System.Runtime.CompilerServices;
using Npgsql;
using Perdure.Storage;

namespace Perdure;

/// <summary>Creates and upgrades the schema. Many hosts may call it at once.</summary>
public static class Migrator
{
    /// <summary>The key of the advisory lock under which migrations run: "perdure" in ASCII, as a number.</summary>
    internal const long LockKey = 0x70657264757265;

    /// <summary>Of a broken connection, a conflict, a lack of resources, a lock, a stop of the server, an error of its system: a worker tries again.</summary>
    private static readonly string[] PassingClasses = ["08", "40", "53", "55", "57", "58"];

    private static readonly TimeSpan LockPoll = TimeSpan.FromMilliseconds(50);

    /// <summary>Applies the migrations that the database lacks, each in its own transaction. Needs no rights where none is lacking.</summary>
    /// <param name="connectionString">A connection that is not a pooler's in transaction mode.</param>
    /// <param name="time">Paces the wait for another host that migrates.</param>
    /// <param name="cancellationToken">Ends the wait; a migration under way is rolled back.</param>
    /// <returns>How many were applied.</returns>
    /// <exception cref="PerdureConfigurationException">A migration failed, and would fail again, or was applied with other text by another build; the message names it.</exception>
    /// <exception cref="PostgresException">A migration failed for a reason that may pass: the server stops, or is out of connections.</exception>
    public static Task<int> MigrateAsync(string connectionString, TimeProvider? time = null, CancellationToken cancellationToken = default) =>
        MigrateAsync(connectionString, logIn: null, time ?? TimeProvider.System, cancellationToken);

    /// <summary>Does so with the ways that a source knows to a database; where that is only by a pooler, whose sessions are not one's own, none must be lacking.</summary>
    /// <param name="strings">The ways. What refuses its schema tells how to log in, where the source knows.</param>
    /// <param name="time">Paces the wait for another host that migrates.</param>
    /// <param name="cancellationToken">Ends the wait; a migration under way is rolled back.</param>
    /// <returns>How many were applied.</returns>
    /// <exception cref="PerdureConfigurationException">A migration failed, and would fail again, or was applied with other text by another build; or some are lacking, and there is no direct way to apply them.</exception>
    /// <exception cref="PostgresException">A migration failed for a reason that may pass: the server stops, or is out of connections.</exception>
    public static async Task<int> MigrateAsync(PostgresConnectionStrings strings, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(strings);
        if (strings.Direct is { } direct) return await MigrateAsync(direct, strings.LogIn, time ?? TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await RequireMigratedAsync(strings.Data, strings.LogIn, cancellationToken).ConfigureAwait(false);
        return 0;
    }

    /// <inheritdoc cref="MigrateAsync(string, TimeProvider?, CancellationToken)"/>
    /// <param name="logIn">The line by which a person logs in, told where that is to do something about the schema; null: nobody knows it better than the reader.</param>
    private static async Task<int> MigrateAsync(string connectionString, Func<string?>? logIn, TimeProvider time, CancellationToken cancellationToken)
    {
        // Not pooled: a session that is killed in the middle must take its advisory lock with it. In no transaction of the caller's: the lock is asked for outside of any.
        NpgsqlDataSource source = BuiltInTypes.Unpooled(connectionString);
        await using ConfiguredAsyncDisposable sourceEnd = source.ConfigureAwait(false);
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            IReadOnlyList<Migration> all = Migration.All;
            if (!await LockAsync(connection, all.Count, logIn, time, cancellationToken).ConfigureAwait(false)) return 0;
            int applied = await AppliedAsync(connection, logIn, cancellationToken).ConfigureAwait(false);
            foreach (Migration migration in all.Skip(applied)) await ApplyAsync(connection, migration, cancellationToken).ConfigureAwait(false);
            return Math.Max(0, all.Count - applied);
        }
    }

    /// <summary>For a host whose only way to the database is a pooler: it would lock one session, and migrate in another.</summary>
    /// <exception cref="PerdureConfigurationException">The database lacks migrations.</exception>
    private static async Task RequireMigratedAsync(string connectionString, Func<string?>? logIn, CancellationToken cancellationToken)
    {
        NpgsqlDataSource source = BuiltInTypes.Unpooled(connectionString);
        await using ConfiguredAsyncDisposable sourceEnd = source.ConfigureAwait(false);
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            int applied = await AppliedAsync(connection, logIn, cancellationToken).ConfigureAwait(false);
            if (applied >= Migration.All.Count) return;
            throw new PerdureConfigurationException(
                $"The database has {applied} of {Migration.All.Count} migrations, and the host has no direct connection to apply the others: give UsePooledPostgres a direct one, or set PerdureOptions.Migrate to false and migrate elsewhere");
        }
    }

    /// <summary>Asked for again and again outside of a transaction: a session that waits for the lock inside a statement holds a snapshot, and CREATE INDEX CONCURRENTLY of the other waits for that.</summary>
    /// <returns>False: nothing is left to apply, and there is no need of the lock.</returns>
    private static async Task<bool> LockAsync(NpgsqlConnection connection, int wanted, Func<string?>? logIn, TimeProvider time, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await AppliedAsync(connection, logIn, cancellationToken).ConfigureAwait(false) >= wanted) return false;
            using var ask = new NpgsqlCommand("select pg_try_advisory_lock($1)", connection) { Parameters = { new() { Value = LockKey } } };
            if ((bool)(await ask.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!) return true;
            await Task.Delay(LockPoll, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<int> AppliedAsync(NpgsqlConnection connection, Func<string?>? logIn, CancellationToken cancellationToken)
    {
        using var exists = new NpgsqlCommand("select to_regclass('perdure.schema_version') is not null", connection);
        if (!(bool)(await exists.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!) return 0;

        // As JSON: a schema of an earlier build has no checksums, and is of another build as well.
        using var versions = new NpgsqlCommand("select v.version, to_jsonb(v) ->> 'checksum' from perdure.schema_version v order by v.version", connection);
        NpgsqlDataReader reader = await versions.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            var applied = 0;
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                applied = reader.GetInt32(0);
                if (Migration.All.FirstOrDefault(known => known.Version == applied) is { } known && (reader.IsDBNull(1) || reader.GetString(1) != known.Checksum)) throw OfAnotherBuild(connection.Database, known, logIn?.Invoke());
            }

            return applied;
        }
    }

    private static PerdureConfigurationException OfAnotherBuild(string database, Migration migration, string? logIn) => new(
        $"The schema 'perdure' in database '{database}' was made by another build: migration '{migration.Name}' was applied there with other text. Use another database, or, where its runs may go, 'drop schema perdure cascade' and start again{(logIn is null ? "" : $". Log in with: {logIn}")}");

    private static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        try
        {
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                using (var script = new NpgsqlCommand(migration.Text, connection, transaction))
                    await script.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                using (var record = new NpgsqlCommand("insert into perdure.schema_version (version, name, min_worker, checksum) values ($1, $2, $3, $4)", connection, transaction))
                {
                    record.Parameters.Add(new() { Value = migration.Version });
                    record.Parameters.Add(new() { Value = migration.Name });
                    record.Parameters.Add(new() { Value = migration.MinWorker });
                    record.Parameters.Add(new() { Value = migration.Checksum });
                    await record.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                }

                await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (PostgresException failure) when (!PassingClasses.Any(known => failure.SqlState.StartsWith(known, StringComparison.Ordinal)))
        {
            throw new PerdureConfigurationException($"Migration '{migration.Name}' failed and was rolled back: {failure.MessageText} (SQLSTATE {failure.SqlState})", failure);
        }
    }
}
