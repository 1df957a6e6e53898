using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Perdure.Runtime.Tests.Engine;

/// <summary>Where the steps of a test stop: the test sees that they are there, and lets them go.</summary>
internal sealed class Gate
{
    private readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> entered = new();
    private readonly Channel<string> arrivals = Channel.CreateUnbounded<string>();

    /// <summary>Who is or was here, in order.</summary>
    public IReadOnlyList<string> Entered => [.. entered];

    /// <summary>A step is here, and stays until the gate opens.</summary>
    public async Task EnterAsync(string who, CancellationToken cancellationToken = default)
    {
        Note(who);
        await open.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A step passes by.</summary>
    public void Note(string who)
    {
        entered.Enqueue(who);
        arrivals.Writer.TryWrite(who);
    }

    public void Open() => open.TrySetResult();

    /// <summary>Waits until so many more have come.</summary>
    public async Task WaitForAsync(int count = 1)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        for (var arrived = 0; arrived < count; arrived++) await arrivals.Reader.ReadAsync(limit.Token);
    }
}
