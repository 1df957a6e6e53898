using Perdure.Storage;

namespace Perdure.Runtime.Tests.Store;

/// <summary>
/// What <see cref="IExecutionStore"/> promises, promise by promise, to be run for each store there is. A change of a store starts here. What holds only
/// while two sessions meet is tested by the rules of the protocol.
/// </summary>
public abstract partial class ExecutionStoreConformance : IAsyncLifetime
{
    private IStoreUnderTest subject = null!;

    private IExecutionStore Store => subject.Store;

    public async ValueTask InitializeAsync() => subject = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await subject.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IStoreUnderTest> CreateAsync();

    private Task<TestHolder> RegisterAsync(string name = "a", WorkflowPlan[]? plans = null, string[]? queues = null) => TestHolder.RegisterAsync(Store, name, plans, queues);

    private async Task<Guid> StartAsync(string? input = "\"x\"", int priority = 0, string queue = "default", string workflow = "chain", int version = 1)
    {
        var run = new NewExecution(Guid.CreateVersion7(), workflow, version, queue, priority, input);
        await Store.StartAsync(run, default);
        return run.Id;
    }

    private async Task<ClaimedRun> StartAndClaimAsync(TestHolder holder, string? input = "\"x\"")
    {
        Guid id = await StartAsync(input);
        ClaimedRun run = await holder.ClaimOneAsync();
        Assert.Equal(id, run.Id);
        return run;
    }
}
