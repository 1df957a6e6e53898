using System.Globalization;
using Perdure.Coordination.Modifiers;
using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Steps;

/// <summary>What a predicate is given that is asked about items, one after another. What it takes beside the item is the same for all of them, and is read once.</summary>
/// <param name="ask">What is asked.</param>
/// <param name="serializer">Reads JSON.</param>
internal sealed class ItemInputs(ItemAsk ask, PayloadSerializer serializer)
{
    private readonly Dictionary<(int Producer, Type Type), object?> shared = [];
    private readonly IReadOnlyList<int> collections = ask.Plan.Steps[ask.Step].Map!.Conditions.First(condition => condition.Index == ask.Predicate).Collections;

    /// <summary>What it is given of one item.</summary>
    /// <param name="item">The item, from 1.</param>
    /// <param name="services">The services of this call.</param>
    public PlanCall Of(int item, IServiceProvider services) => new Call(this, item, services);

    private bool Has(int producer) => CollectionOf(producer) >= 0 || ask.Inputs.ContainsKey(producer);

    private T Read<T>(int item, int producer, PayloadType type) => CollectionOf(producer) >= 0 ? ReadItem<T>(item, producer, type) : ReadShared<T>(producer, type);

    private T ReadItem<T>(int item, int producer, PayloadType type)
    {
        int collection = CollectionOf(producer);
        string what = string.Create(CultureInfo.InvariantCulture, $"item {item} of step '{ask.Plan.Steps[ask.Step].Id}'{(collection == 0 ? "" : $", of collection {collection + 1}")}");
        return serializer.Read<T>(ask.Collections[collection][item - 1], type, new PayloadPlace(ask.ExecutionId), what);
    }

    private T ReadShared<T>(int producer, PayloadType type)
    {
        if (shared.TryGetValue((producer, type.Type), out object? known)) return (T)known!;
        string what = producer == WorkflowPlan.InputProducer ? "the input of the workflow" : producer >= 0 && producer < ask.Plan.Steps.Count ? $"the result of step '{ask.Plan.Steps[producer].Id}'" : "a value";
        if (!ask.Inputs.TryGetValue(producer, out StoredPayload? payload))
            throw new InvalidOperationException($"'{ask.Plan.ItemPredicates[ask.Predicate].Id}' reads {what}, which its plan does not name: rebuild the project");
        T read = serializer.Read<T>(payload, type, new PayloadPlace(ask.ExecutionId), what);
        shared.Add((producer, type.Type), read);
        return read;
    }

    /// <summary>Which of the step's collections an item is of that is read under a producer index; -1: it is none.</summary>
    private int CollectionOf(int producer)
    {
        int taken = ask.Plan.Steps[ask.Step].Map!.CollectionOf(producer);
        return taken >= 0 && taken < collections.Count ? collections[taken] : taken;
    }

    private sealed class Call(ItemInputs inputs, int item, IServiceProvider services) : PlanCall
    {
        public override IServiceProvider Services { get; } = services;

        public override bool Has(int producer) => inputs.Has(producer);

        public override T Read<T>(int producer, PayloadType type) => inputs.Read<T>(item, producer, type);
    }
}
