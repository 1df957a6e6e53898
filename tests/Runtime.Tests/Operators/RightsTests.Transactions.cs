using Npgsql;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Operators;

/// <summary>What is written in transactions of the caller's own.</summary>
public sealed partial class RightsTests
{
    private static readonly WorkflowPlan<string, string> Joined = TestPlan.Of("joined", static (_, call) => new(call.Take()), TestPlan.First("One"));

    [Fact]
    public async Task WhoeverHasTheRightsOfAClientStartsRunsInTransactionsOfItsOwn()
    {
        string connectionString = await LogInAsync("perdure_worker");
        await using TestHost host = await TestHost.StartAsync(connectionString, [Joined], options => options.Migrate = false);

        WorkflowHandle<string> run = await StartWithinAsync(host, connectionString);

        (await run.GetResultAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).ShouldBe("z");
    }

    [Fact]
    public async Task WhoeverLacksThemIsToldSo()
    {
        await using TestHost client = await TestHost.StartAsync(await LogInAsync("perdure_worker"), [], options => (options.Migrate, options.RunWorker) = (false, false));
        string stranger = await LogInAsync(null);

        (await Should.ThrowAsync<DatabaseRefusalException>(() => StartWithinAsync(client, stranger))).Message
            .ShouldStartWith("The role of the connection string may not do what Perdure has to: permission denied for schema perdure (42501); grant it 'perdure_worker'");
    }

    private static async Task<WorkflowHandle<string>> StartWithinAsync(TestHost client, string connectionString)
    {
        await using var session = new NpgsqlConnection(connectionString);
        await session.OpenAsync();
        await using NpgsqlTransaction transaction = await session.BeginTransactionAsync();
        WorkflowHandle<string> run = await client.Client.Within(transaction).StartAsync(Joined, "z", new StartOptions { Key = "joined" });
        await transaction.CommitAsync();
        return run;
    }
}
