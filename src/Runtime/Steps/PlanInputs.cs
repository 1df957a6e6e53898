using System.Globalization;
using Perdure.Payloads;
using Perdure.State;

namespace Perdure.Steps;

/// <summary>What a method is given that decides something about a run and is no step: what it takes, as JSON, and services.</summary>
/// <param name="executionId">The run.</param>
/// <param name="plan">Its plan.</param>
/// <param name="unit">What it is about, for messages; null: it reads no item and no round.</param>
/// <param name="name">The method, for messages.</param>
/// <param name="inputs">What it takes, by the producer's index.</param>
/// <param name="services">The services of this call.</param>
/// <param name="serializer">Reads JSON.</param>
internal sealed class PlanInputs(
    Guid executionId, WorkflowPlan plan, StepUnit? unit, string name, IReadOnlyDictionary<int, StoredPayload?> inputs, IServiceProvider services, PayloadSerializer serializer) : PlanCall
{
    public override IServiceProvider Services { get; } = services;

    public override bool Has(int producer) => inputs.ContainsKey(producer);

    public override T Read<T>(int producer, PayloadType type)
    {
        string what = Name(producer);
        return inputs.TryGetValue(producer, out StoredPayload? payload)
            ? serializer.Read<T>(payload, type, new PayloadPlace(executionId), what)
            : throw new InvalidOperationException($"'{name}' reads {what}, which its plan does not name: rebuild the project");
    }

    private string Name(int producer) => producer switch
    {
        WorkflowPlan.InputProducer => "the input of the workflow",
        WorkflowPlan.ItemProducer when unit is { } item => string.Create(CultureInfo.InvariantCulture, $"item {item.Item} of step '{plan.Steps[item.Step].Id}'"),
        WorkflowPlan.RoundProducer when unit is { } round => string.Create(CultureInfo.InvariantCulture, $"the value of round {round.Round} of step '{plan.Steps[round.Step].Id}'"),
        _ when unit is { } zipped && plan.Steps[zipped.Step].Map?.CollectionOf(producer) is > 0 and var collection => string.Create(CultureInfo.InvariantCulture, $"item {zipped.Item} of step '{plan.Steps[zipped.Step].Id}', of collection {collection + 1}"),
        _ when producer >= 0 && producer < plan.Steps.Count => $"the result of step '{plan.Steps[producer].Id}'",
        _ => "a value",
    };
}
