using System.Threading.Channels;
using Perdure.Telemetry;

namespace Perdure;

/// <summary>Calls to the database that many share: what comes while one is under way goes with the next. Nothing waits for more to come.</summary>
/// <typeparam name="T">What is asked for, and whoever waits for the answer.</typeparam>
internal sealed class SharedCalls<T> : IAsyncDisposable
{
    private readonly SharedCallLimits<T> limits;
    private readonly Func<List<T>, Task> call;
    private readonly Channel<T> queue = Channel.CreateUnbounded<T>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task loop;

    /// <summary>Begins to take calls.</summary>
    /// <param name="limits">How much one call may hold.</param>
    /// <param name="call">Makes the call and answers each that shares it. It must not throw.</param>
    public SharedCalls(SharedCallLimits<T> limits, Func<List<T>, Task> call)
    {
        this.limits = limits;
        this.call = call;
        loop = Detached.Run(RunAsync);
    }

    /// <summary>Adds one to the next call.</summary>
    /// <returns>Whether it is taken; false: no call is made any more.</returns>
    public bool TryAdd(T one) => queue.Writer.TryWrite(one);

    /// <summary>Takes nothing more, and waits for the calls of what it took.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        while (await queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            List<T> shared = Take();
            if (shared.Count == 0) continue;
            await call(shared).ConfigureAwait(false);

            // Behind those that were just answered: what they ask next goes with this call then, instead of after it.
            if (shared.Count > 1) await Task.Yield();
        }
    }

    private List<T> Take()
    {
        var shared = new List<T>();
        long size = 0;
        while (shared.Count < limits.Most && queue.Reader.TryPeek(out T? next))
        {
            if (limits.IsWanted(next))
            {
                size += limits.Size(next);
                if (shared.Count > 0 && size > limits.MostSize) break;
                shared.Add(next);
            }

            queue.Reader.TryRead(out _);
        }

        return shared;
    }
}

/// <summary>How much one shared call may hold.</summary>
/// <param name="Most">How many.</param>
internal sealed record SharedCallLimits<T>(int Most)
{
    /// <summary>How large they may be together; one alone may be larger.</summary>
    public long MostSize { get; init; } = long.MaxValue;

    /// <summary>How large one is.</summary>
    public Func<T, long> Size { get; init; } = static _ => 0;

    /// <summary>Whether somebody still waits for it; who has given up asks for nothing.</summary>
    public Func<T, bool> IsWanted { get; init; } = static _ => true;
}
