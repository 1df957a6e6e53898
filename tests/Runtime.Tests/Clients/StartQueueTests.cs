using Microsoft.Extensions.Logging.Abstractions;
using Perdure.Runtime.Tests.Protocol;
using Perdure.Runtime.Tests.Store;
using Perdure.Runtime.Tests.Support;
using Perdure.Storage;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Runtime.Tests.Clients;

public sealed class StartQueueTests(MigratedServer server) : ProtocolTest(server)
{
    [Fact]
    public async Task AStartThatWasGivenUpBeforeItsTurnIsNotMade()
    {
        var gated = new GatedStarts(Store);
        var starts = Own(new StartQueue(gated, TimeProvider.System, NullLogger<StartQueue>.Instance));
        NewExecution[] runs = [.. Enumerable.Range(0, 3).Select(_ => new NewExecution(Guid.CreateVersion7(), "chain", 1, "default", 0, "1"))];
        Task first = starts.StartAsync(runs[0], default);
        await gated.Entered;
        using var given = new CancellationTokenSource();
        Task second = starts.StartAsync(runs[1], given.Token);
        Task third = starts.StartAsync(runs[2], default);

        await given.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(second.WaitAsync(TimeSpan.FromSeconds(10)));
        gated.Open();
        await Task.WhenAll(first, third).WaitAsync(TimeSpan.FromSeconds(10));

        (await Store.GetAsync([.. runs.Select(run => run.Id)], default)).Select(run => run.Id).ShouldBe([runs[0].Id, runs[2].Id], ignoreOrder: true);
    }

    /// <summary>A store whose starts are held until it is opened.</summary>
    private sealed class GatedStarts(IExecutionStore inner) : DelegatingStore(inner)
    {
        private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => entered.Task.WaitAsync(TimeSpan.FromSeconds(10));

        public void Open() => gate.TrySetResult();

        public override async ValueTask StartAsync(IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken)
        {
            entered.TrySetResult();
            await gate.Task.WaitAsync(cancellationToken);
            await base.StartAsync(runs, cancellationToken);
        }
    }
}
