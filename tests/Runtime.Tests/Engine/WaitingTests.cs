using Perdure.Coordination;
using Perdure.Runtime.Tests.Protocol;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed class WaitingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly SteppedTime time = new();
    private readonly TaskCompletionSource awaited = new();

    [Fact]
    public async Task AWaitEndsWithWhatItWaitsForHoweverThatEndsAndLeavesNoTimer()
    {
        Task<bool> wait = awaited.Task.EndsWithinAsync(Limit, time, TestContext.Current.CancellationToken);
        time.Timers.ShouldBe(1);

        awaited.SetException(new IOException("gone"));

        (await wait).ShouldBeTrue();
        time.Timers.ShouldBe(0);
    }

    [Fact]
    public async Task AWaitEndsWithItsTime()
    {
        Task<bool> wait = awaited.Task.EndsWithinAsync(Limit, time, TestContext.Current.CancellationToken);

        time.Advance(Limit);

        (await wait).ShouldBeFalse();
    }

    [Fact]
    public async Task AWaitThatIsCancelledSaysSo()
    {
        using var ending = new CancellationTokenSource();
        Task<bool> wait = awaited.Task.EndsWithinAsync(Limit, time, ending.Token);

        await ending.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => wait);
        time.Timers.ShouldBe(0);
    }
}
