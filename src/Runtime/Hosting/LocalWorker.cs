using Perdure.Coordination;
using Perdure.Storage;

namespace Perdure;

/// <summary>The worker of this process, for the client of this process.</summary>
internal sealed class LocalWorker
{
    private volatile WorkerSession? current;
    private volatile WorkerFailure? failure;

    /// <summary>The incarnation that claims at this time; null: none does.</summary>
    public WorkerSession? Current
    {
        get => current;
        set
        {
            current = value;
            if (value is not null) Latest = value;
        }
    }

    /// <summary>Whether runs that are started now are held by it: it has looked, and nobody waits for a worker.</summary>
    public bool TakesStarts => current is { MayStart: true };

    /// <summary>The incarnation that claims, or did so last: it may still drive what it holds. Null: none has begun.</summary>
    public WorkerSession? Latest { get; private set; }

    /// <summary>How the worker failed last; null: it has not.</summary>
    public WorkerFailure? Failure => failure;

    /// <summary>The worker, or its present incarnation, cannot go on.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="at">When, in monotonic time.</param>
    public void Fail(Exception cause, long at) => failure = new WorkerFailure(cause, at);

    /// <summary>Starts a run that the worker of this process holds from the first moment.</summary>
    /// <returns>The run; null: there is no such worker, or it has no room; start it for any worker.</returns>
    public ValueTask<LocalRun?> TryStartAsync(NewExecution run) => current is { } session ? session.TryStartAsync(run) : default;
}

/// <summary>A failure that ended an incarnation, or kept one from beginning.</summary>
/// <param name="Cause">Why.</param>
/// <param name="At">When, in monotonic time.</param>
internal sealed record WorkerFailure(Exception Cause, long At);
