using Microsoft.Extensions.Logging;
using Perdure.Storage;

namespace Perdure.Checkpoints;

/// <summary>
/// The only writer of run state. What many runs have to say shares a transaction: a lane takes what is pending when its last commit has returned,
/// and waits for nothing to fill a batch. A run belongs to one lane by its id, so its checkpoints commit in order.
/// </summary>
internal sealed class CheckpointWriter : IAsyncDisposable
{
    private readonly Lane[] lanes;

    public CheckpointWriter(IExecutionStore store, Guid incarnation, int lanes, TimeProvider time, ILogger logger, Action? committed = null)
    {
        this.lanes = [.. Enumerable.Range(0, lanes).Select(_ => new Lane(store, incarnation, time, logger, committed))];
        Ended = Task.WhenAny(this.lanes.Select(lane => lane.Ended)).Unwrap();
    }

    /// <summary>
    /// Ends with the first lane that does: when the writer is disposed, or, with its failure, when a lane has failed. The runs of that lane can be written no more, so the
    /// incarnation is over then.
    /// </summary>
    public Task Ended { get; }

    /// <summary>For how long a lane has had work without any progress; zero where none has.</summary>
    public TimeSpan StalledFor => lanes.Max(lane => lane.StalledFor);

    /// <summary>Writes a checkpoint; returns when what became of it is known for certain. One at a time for each run.</summary>
    public Task<CheckpointResult> WriteAsync(Checkpoint checkpoint) => LaneOf(checkpoint.ExecutionId).WriteAsync(checkpoint);

    /// <summary>Starts a run that is held from the first moment.</summary>
    /// <returns>Whether it is started; false: the incarnation is over.</returns>
    public Task<bool> StartAsync(NewExecution run) => LaneOf(run.Id).StartAsync(run);

    /// <summary>Lets nobody wait any longer: the incarnation is over.</summary>
    public void Stop()
    {
        foreach (Lane lane in lanes) lane.Stop();
    }

    /// <summary>Ends the lanes; what is pending is not written.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (Lane lane in lanes) await lane.DisposeAsync().ConfigureAwait(false);
    }

    private Lane LaneOf(Guid executionId) => lanes[(uint)executionId.GetHashCode() % (uint)lanes.Length];
}
