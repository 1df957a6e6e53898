using Perdure.Agents.Tests.EndToEnd;
using Perdure.Tests.Postgres;

[assembly: AssemblyFixture(typeof(MigratedServer))]

namespace Perdure.Agents.Tests.EndToEnd;

/// <summary>A server whose databases have been migrated.</summary>
public sealed class MigratedServer() : PostgresServer(static (connectionString, cancellationToken) => Migrator.MigrateAsync(connectionString, cancellationToken: cancellationToken));
