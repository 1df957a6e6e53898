using Perdure.Language.Tests.Support;
using Perdure.Tests.Postgres;

[assembly: AssemblyFixture(typeof(MigratedServer))]

namespace Perdure.Language.Tests.Support;

/// <summary>A server whose databases have been migrated.</summary>
public sealed class MigratedServer() : PostgresServer(static (connectionString, cancellationToken) => Migrator.MigrateAsync(connectionString, cancellationToken: cancellationToken));
