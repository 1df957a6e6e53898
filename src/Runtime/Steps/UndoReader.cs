using Perdure.Payloads;
using Perdure.State;
using Perdure.Storage;

namespace Perdure.Steps;

/// <summary>Reads what an undo takes: the result of what it undoes, and what that took. All of it is recorded; of a run that ends, nothing is kept in memory for it.</summary>
internal sealed class UndoReader(IExecutionStore store, ItemReader items)
{
    /// <summary>Reads it, by the producer's index. What was skipped or has no result is missing.</summary>
    /// <param name="executionId">The run.</param>
    /// <param name="input">Its input.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="unit">What is undone.</param>
    /// <param name="isUnfinished">Whether that has no result.</param>
    /// <param name="cancellationToken">Cancelled when the incarnation is over.</param>
    /// <exception cref="PayloadException">Something cannot be read.</exception>
    public async ValueTask<IReadOnlyDictionary<int, StoredPayload?>> ReadAsync(
        Guid executionId, StoredPayload? input, RunState state, StepUnit unit, bool isUnfinished, CancellationToken cancellationToken)
    {
        var reading = new Reading(store, items, executionId, input, state, cancellationToken);
        var found = new Dictionary<int, StoredPayload?>();
        foreach (StepInput one in state.Plan.Steps[unit.Step].Compensation!.Inputs)
        {
            switch (one.Producer)
            {
                case WorkflowPlan.ResultProducer when isUnfinished:
                    break;
                case WorkflowPlan.ResultProducer:
                    found[one.Producer] = await reading.ResultAsync(unit).ConfigureAwait(false);
                    break;
                case WorkflowPlan.ItemProducer:
                    found[one.Producer] = await reading.ItemAsync(unit).ConfigureAwait(false);
                    break;
                case WorkflowPlan.RoundProducer:
                    found[one.Producer] = await reading.BeforeAsync(unit).ConfigureAwait(false);
                    break;
                default:
                    if (state.Producer(one) is { } producer) found[producer] = await reading.ValueAsync(producer).ConfigureAwait(false);
                    break;
            }
        }

        return found;
    }

    private sealed class Reading(IExecutionStore store, ItemReader items, Guid executionId, StoredPayload? input, RunState state, CancellationToken cancellationToken)
    {
        /// <summary>What a step, an item or a round returned. That of the last round stands with what it is a round of.</summary>
        public async ValueTask<StoredPayload?> ResultAsync(StepUnit unit)
        {
            StepKey[] keys = [.. new[] { unit, unit.Whole }.Distinct().Select(one => new StepKey(executionId, state.Plan.Steps[one.Step].Id, one.Item, one.Round))];
            IReadOnlyDictionary<StepKey, StoredPayload?> outputs = await store.ReadOutputsAsync(keys, cancellationToken).ConfigureAwait(false);
            return keys.Select(key => outputs.GetValueOrDefault(key)).FirstOrDefault(output => output is not null);
        }

        /// <summary>The item that was taken.</summary>
        public async ValueTask<StoredPayload?> ItemAsync(StepUnit unit)
        {
            StepPlan step = state.Plan.Steps[unit.Step];
            StoredPayload? collection = await ValueAsync(state.Producer(unit.Step, step.Map!.Producer)).ConfigureAwait(false);
            return items.Split(executionId, collection, $"the collection of step '{step.Id}'")[unit.Item - 1];
        }

        /// <summary>What a round took: the result of the one before, or the seed.</summary>
        public ValueTask<StoredPayload?> BeforeAsync(StepUnit round)
        {
            if (round.Round > 1) return ResultAsync(round with { Round = round.Round - 1 });
            int seed = state.Plan.Steps[round.Step].Repeat!.Producer;
            return seed == WorkflowPlan.ItemProducer ? ItemAsync(round) : ValueAsync(state.Producer(round.Step, seed));
        }

        /// <summary>The run's input, or what a step returned as a whole.</summary>
        public async ValueTask<StoredPayload?> ValueAsync(int producer)
        {
            if (producer == WorkflowPlan.InputProducer) return input;
            return state.Plan.Steps[producer] is { Map: not null, Output: not null } mapped
                ? await items.GatherAsync(executionId, mapped.Id, cancellationToken).ConfigureAwait(false)
                : await ResultAsync(producer).ConfigureAwait(false);
        }
    }
}
