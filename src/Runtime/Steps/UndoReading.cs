using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>
/// What the undos of one run take. What many of them take is read once and kept for as long as the run is being undone: of a collection of which each item is undone, its items; and the results of a
/// mapped step, put together.
/// </summary>
internal sealed class UndoReading(IExecutionStore store, ItemReader items, Guid executionId, StoredPayload? input)
{
    private readonly Dictionary<(int Step, int Collection), IReadOnlyList<StoredPayload>> collections = [];
    private readonly Dictionary<int, StoredPayload?> values = [];

    /// <summary>Reads it, by the producer's index. What was skipped or has no result is missing.</summary>
    /// <param name="state">Where the run stands.</param>
    /// <param name="unit">What is undone.</param>
    /// <param name="isUnfinished">Whether that has no result.</param>
    /// <param name="cancellationToken">Cancelled when the incarnation is over.</param>
    /// <exception cref="PayloadException">Something cannot be read.</exception>
    public async ValueTask<IReadOnlyDictionary<int, StoredPayload?>> ReadAsync(RunState state, StepUnit unit, bool isUnfinished, CancellationToken cancellationToken)
    {
        var found = new Dictionary<int, StoredPayload?>();
        foreach (StepInput one in state.Plan.Steps[unit.Step].Compensation!.Inputs)
        {
            switch (one.Producer)
            {
                case WorkflowPlan.ResultProducer when isUnfinished:
                    break;
                case WorkflowPlan.ResultProducer:
                    found[one.Producer] = await ResultAsync(state, unit, cancellationToken).ConfigureAwait(false);
                    break;
                case var item when CollectionOf(state, unit, item) is >= 0 and var collection:
                    found[item] = await ItemAsync(state, unit, collection, cancellationToken).ConfigureAwait(false);
                    break;
                case WorkflowPlan.RoundProducer:
                    found[one.Producer] = await BeforeAsync(state, unit, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    if (state.Producer(one) is { } producer) found[producer] = await ValueAsync(state, producer, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }

        return found;
    }

    /// <summary>What a step, an item or a round returned. That of the last round stands with what it is a round of.</summary>
    private async ValueTask<StoredPayload?> ResultAsync(RunState state, StepUnit unit, CancellationToken cancellationToken)
    {
        StepKey[] keys = [.. new[] { unit, unit.Whole }.Distinct().Select(one => new StepKey(executionId, state.Plan.Steps[one.Step].Id, one.Item, one.Round))];
        IReadOnlyDictionary<StepKey, StoredPayload?> outputs = await store.ReadOutputsAsync(keys, cancellationToken).ConfigureAwait(false);
        return keys.Select(key => outputs.GetValueOrDefault(key)).FirstOrDefault(output => output is not null);
    }

    private static int CollectionOf(RunState state, StepUnit unit, int producer) => state.Plan.Steps[unit.Step].Map?.CollectionOf(producer) ?? -1;

    /// <summary>The item that was taken of one of the collections.</summary>
    private async ValueTask<StoredPayload?> ItemAsync(RunState state, StepUnit unit, int position, CancellationToken cancellationToken)
    {
        if (!collections.TryGetValue((unit.Step, position), out IReadOnlyList<StoredPayload>? collection))
        {
            StepPlan step = state.Plan.Steps[unit.Step];
            StoredPayload? whole = await ReadAsync(state, state.Producer(unit.Step, step.Map!.Producers()[position]), cancellationToken).ConfigureAwait(false);
            collections.Add((unit.Step, position), collection = items.Split(executionId, whole, $"the collection of step '{step.Id}'"));
        }

        return collection[unit.Item - 1];
    }

    /// <summary>What a round took: the result of the one before, or the seed.</summary>
    private ValueTask<StoredPayload?> BeforeAsync(RunState state, StepUnit round, CancellationToken cancellationToken)
    {
        if (round.Round > 1) return ResultAsync(state, round with { Round = round.Round - 1 }, cancellationToken);
        int seed = state.Plan.Steps[round.Step].Repeat!.Producer;
        return CollectionOf(state, round, seed) is >= 0 and var collection ? ItemAsync(state, round, collection, cancellationToken) : ValueAsync(state, state.Producer(round.Step, seed), cancellationToken);
    }

    /// <summary>The run's input, or what a step returned as a whole.</summary>
    private async ValueTask<StoredPayload?> ValueAsync(RunState state, int producer, CancellationToken cancellationToken)
    {
        if (!values.TryGetValue(producer, out StoredPayload? value)) values.Add(producer, value = await ReadAsync(state, producer, cancellationToken).ConfigureAwait(false));
        return value;
    }

    private async ValueTask<StoredPayload?> ReadAsync(RunState state, int producer, CancellationToken cancellationToken)
    {
        if (producer == WorkflowPlan.InputProducer) return input;
        return state.Plan.Steps[producer] is { Map: not null, Output: not null } mapped
            ? await items.GatherAsync(executionId, mapped.Id, cancellationToken).ConfigureAwait(false)
            : await ResultAsync(state, producer, cancellationToken).ConfigureAwait(false);
    }
}
