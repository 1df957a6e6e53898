using Perdure.Checkpoints;
using Perdure.Storage;

namespace Perdure;

/// <summary>Starts of runs that any worker may claim. Those that come while a transaction is under way share the next one.</summary>
internal sealed class StartQueue : IAsyncDisposable
{
    /// <summary>Bounds the time and the size of one statement. A start that nobody waits for any more is not made.</summary>
    private static readonly SharedCallLimits<PendingStart> Limits = new(500)
    {
        MostSize = Lane.MaxCharacters,
        Size = static start => start.Characters,
        IsWanted = static start => !start.Result.IsCompleted,
    };

    private readonly IExecutionStore store;
    private readonly SharedCalls<PendingStart> calls;
    private readonly CancellationTokenSource stopping = new();

    public StartQueue(IExecutionStore store)
    {
        this.store = store;
        calls = new SharedCalls<PendingStart>(Limits, WriteAsync);
    }

    /// <summary>Starts a run.</summary>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    public async Task StartAsync(NewExecution run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingStart(run);
        using CancellationTokenRegistration given = cancellationToken.UnsafeRegister(static (start, token) => ((PendingStart)start!).Abandon(token), pending);
        if (!calls.TryAdd(pending) || !await pending.Result.ConfigureAwait(false))
            throw new ObjectDisposedException(nameof(WorkflowClient), "The host has stopped, and starts no runs any more");
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync().ConfigureAwait(false);
        await calls.DisposeAsync().ConfigureAwait(false);
        stopping.Dispose();
    }

    /// <summary>Writes starts together; where the database refuses one of them, in halves, so that it alone fails.</summary>
    private async Task WriteAsync(List<PendingStart> starts)
    {
        try
        {
            await store.StartAsync([.. starts.Select(start => start.Run)], stopping.Token).ConfigureAwait(false);
            foreach (PendingStart start in starts) start.Commit();
        }
        catch (Exception refusal) when (starts.Count > 1 && CommitFailures.Classify(refusal) == CommitFailure.Refused)
        {
            await WriteAsync(starts[..(starts.Count / 2)]).ConfigureAwait(false);
            await WriteAsync(starts[(starts.Count / 2)..]).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            // Whoever starts a run is told what the database said, or that it said nothing: then the run may or may not have been started.
            foreach (PendingStart start in starts) start.Refuse(failure);
        }
    }
}
