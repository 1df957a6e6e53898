using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>Reads what undos take: the results of what they undo, and what that took. All of it is recorded; of a run that ends, nothing is kept in memory for it.</summary>
internal sealed class UndoReader(IExecutionStore store, ItemReader items)
{
    /// <summary>Begins to read what the undos of one run take.</summary>
    /// <param name="executionId">The run.</param>
    /// <param name="input">Its input.</param>
    public UndoReading Begin(Guid executionId, StoredPayload? input) => new(store, items, executionId, input);
}
