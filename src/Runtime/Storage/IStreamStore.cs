namespace Perdure.Storage;

/// <summary>The streams of runs: appended to on a connection of their own, and never in the way of a checkpoint.</summary>
internal interface IStreamStore
{
    /// <summary>
    /// Appends to the streams of runs, all or none of a run's items, in their order. Only for the holder of a run, and never behind what a later holder appended: what is not to be appended is left out. A batch
    /// that is sent again, since it is unknown what became of it, is appended once.
    /// </summary>
    /// <param name="holder">The incarnation.</param>
    /// <param name="batch">The number of the batch: grows with each batch of the incarnation.</param>
    /// <param name="items">What is appended.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The runs whose items are there.</returns>
    ValueTask<IReadOnlySet<Guid>> AppendAsync(Guid holder, long batch, IReadOnlyList<StreamWrite> items, CancellationToken cancellationToken);

    /// <summary>Reads on in the stream of a run; null: there is no such run.</summary>
    /// <param name="executionId">The run.</param>
    /// <param name="after">The last position that was read.</param>
    /// <param name="stepId">The step whose items are wanted; null: all.</param>
    /// <param name="limit">How many items at most.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<StreamPage?> ReadAsync(Guid executionId, long after, string? stepId, int limit, CancellationToken cancellationToken);
}
