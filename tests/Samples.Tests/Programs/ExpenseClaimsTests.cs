using Documents.Tests.EndToEnd;
using Perdure.Tests.Postgres;
using Shouldly;

namespace Documents.Tests.Programs;

/// <summary>The sample ExpenseClaims: a workflow that is a document.</summary>
public sealed class ExpenseClaimsTests(PostgresServer server) : IAsyncLifetime
{
    private TestDatabase database = null!;

    public async ValueTask InitializeAsync() => database = await server.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task ItDoesWhatTheReadmeSays()
    {
        var result = await SampleProcess.RunProgramAsync("ExpenseClaims", database);

        result.Output.ShouldBe(SampleFiles.ReadOutput("ExpenseClaims"), result.Errors);
        result.ExitCode.ShouldBe(0);
    }
}
