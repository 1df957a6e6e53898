using System.Text.Json.Serialization.Metadata;

namespace Perdure;

/// <summary>Reading what steps emit.</summary>
public sealed partial class WorkflowClient
{
    /// <summary>
    /// Reads what the steps of a run emit with <see cref="StepContext.EmitAsync{T}(T, System.Text.Json.Serialization.Metadata.JsonTypeInfo{T}, CancellationToken)"/>, from the first item or behind any other, and goes on as it is emitted, until the run has ended and all was read. Each item comes
    /// once, in the order of the positions. Where a connection breaks, it asks again.
    /// </summary>
    /// <typeparam name="T">What the steps emit. Where they emit various types, name a step in the options.</typeparam>
    /// <param name="executionId">The run's id.</param>
    /// <param name="streamOptions">Where to begin, of which step, and whether to wait for more; null: all, and it waits until the run has ended.</param>
    /// <param name="typeInfo">How items are read from JSON, as <c>MyJsonContext.Default.Token</c>; null: by reflection, where that is switched on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The items.</returns>
    /// <exception cref="ArgumentException">An option has no meaning.</exception>
    /// <exception cref="ExecutionNotFoundException">There is no such run.</exception>
    /// <exception cref="PayloadException">An item cannot be decoded here, or is not of the type.</exception>
    public IAsyncEnumerable<StreamItem<T>> StreamAsync<T>(
        Guid executionId, StreamOptions? streamOptions = null, JsonTypeInfo<T>? typeInfo = null, CancellationToken cancellationToken = default) =>
        ReadStreamAsync(executionId, streamOptions, typeInfo, isUncommitted: false, cancellationToken);

    internal IAsyncEnumerable<StreamItem<T>> ReadStreamAsync<T>(Guid executionId, StreamOptions? streamOptions, JsonTypeInfo<T>? typeInfo, bool isUncommitted, CancellationToken cancellationToken)
    {
        streamOptions ??= new StreamOptions();
        streamOptions.Validate();
        return streams.ReadAsync(executionId, streamOptions, typeInfo, patience, isUncommitted, cancellationToken);
    }
}
