using System.Collections.Concurrent;
using Perdure.Storage;
using Perdure.Tests;

namespace Perdure.Runtime.Tests.Store;

/// <summary>Keeps the batches that it is given, and holds commits until it is opened.</summary>
internal sealed class GatedStore(IExecutionStore inner) : DelegatingStore(inner)
{
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All batches that came, those that failed among them.</summary>
    public ConcurrentQueue<Batch> Batches { get; } = new();

    /// <summary>What a commit throws that is cancelled while it is held; null: what it would throw anyway.</summary>
    public Func<Exception>? WhenCancelled { get; init; }

    /// <summary>Which commits it holds: all, unless a test wants others to go through.</summary>
    public Func<Batch, bool> Holds { get; init; } = static _ => true;

    public void Open() => gate.TrySetResult();

    /// <summary>Waits until so many batches came.</summary>
    public Task EnteredAsync(int batches) => Wait.UntilAsync(() => Batches.Count >= batches);

    /// <summary>Waits until a commit is held.</summary>
    public Task HeldAsync() => Wait.UntilAsync(() => Batches.Any(Holds));

    public override async ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken)
    {
        Batches.Enqueue(batch);
        try
        {
            if (Holds(batch)) await gate.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (WhenCancelled is { } failure)
        {
            throw failure();
        }

        return await base.CommitAsync(batch, cancellationToken);
    }
}
