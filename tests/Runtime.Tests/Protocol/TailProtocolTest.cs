using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>The ground of the tests that read the events of all runs.</summary>
public abstract class TailProtocolTest(MigratedServer server) : ProtocolTest(server)
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected WorkflowClient Client { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Client = Own(await TestHost.StartAsync(Database.ConnectionString, [], options => options.RunWorker = false)).Client;
    }

    /// <summary>What is committed behind a position.</summary>
    private protected async Task<IReadOnlyList<ExecutionEvent>> ReadAsync(EventPosition from, int batchSize = 500) =>
        await Client.TailAsync(from, new TailOptions { Follow = false, BatchSize = batchSize }, Token).ToListAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(20));
}

internal static class EventAssertions
{
    /// <summary>The events are these, of each run in order; between runs there is none.</summary>
    public static void ShouldBeOf(this IReadOnlyList<ExecutionEvent> events, params (ClaimedRun Run, long Seq)[] expected)
    {
        events.Select(one => (one.ExecutionId, one.Seq)).ShouldBe(expected.Select(one => (one.Run.Id, one.Seq)), ignoreOrder: true);
        foreach (IGrouping<Guid, ExecutionEvent> run in events.GroupBy(one => one.ExecutionId)) run.Select(one => one.Seq).ShouldBeInOrder();
    }
}
