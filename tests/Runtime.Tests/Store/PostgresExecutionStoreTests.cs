using Perdure.Runtime.Tests.Support;

namespace Perdure.Runtime.Tests.Store;

/// <summary>The conformance suite, run for PostgreSQL.</summary>
public sealed class PostgresExecutionStoreTests(MigratedServer server) : ExecutionStoreConformance
{
    private protected override async Task<IStoreUnderTest> CreateAsync() => await PostgresStoreUnderTest.CreateAsync(server);
}
