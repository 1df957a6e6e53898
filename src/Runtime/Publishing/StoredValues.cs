using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>How the values of a plan are stored: each as whoever returns it writes it.</summary>
internal sealed class StoredValues
{
    private readonly PlanModel plan;
    private readonly TypeCatalog catalog;
    private readonly PayloadType?[] outputs;

    /// <summary>Finds out how values are stored.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="catalog">The types.</param>
    /// <param name="agents">The agents, by name.</param>
    public StoredValues(PlanModel plan, TypeCatalog catalog, IReadOnlyDictionary<string, AgentDefinition> agents)
    {
        this.plan = plan;
        this.catalog = catalog;
        outputs = new PayloadType?[plan.Steps.Count];
        for (var step = 0; step < outputs.Length; step++) outputs[step] = Find(plan.Steps[step], agents);
    }

    /// <summary>What a run takes; null: nothing.</summary>
    public PayloadType? Input => plan.Input is { } input ? catalog.Get(input).Stored : null;

    /// <summary>What a run returns; null: nothing.</summary>
    public PayloadType? Output => plan.Output is null || plan.Result < 0 ? null : plan.Steps[plan.Result].Map is null ? outputs[plan.Result] : PublishedPayloads.Element;

    /// <summary>The result of a step, or of an item of it; null: it returns nothing.</summary>
    public PayloadType? OutputOf(int step) => outputs[step];

    /// <summary>The input, or the result of a step, as others take it.</summary>
    public (PayloadType Payload, PayloadType? Items) Of(int producer)
    {
        if (producer == PlanArgument.Input) return Whole(Input!, plan.Input!);
        return plan.Steps[producer].Map is null ? Whole(outputs[producer]!, plan.Steps[producer].Returns!) : (PublishedPayloads.Element, outputs[producer]);
    }

    /// <summary>An item of what a producer gives.</summary>
    public PayloadType ItemOf(int producer)
    {
        (PayloadType payload, PayloadType? items) = Of(producer);
        return items ?? payload.For(ClrNames.ElementOf(payload.Type)!);
    }

    /// <summary>A value that is a literal, a message, or of a type that no producer tells.</summary>
    public PayloadType Named(TypeDescription type) => catalog.Get(type).Stored;

    private (PayloadType Payload, PayloadType? Items) Whole(PayloadType payload, TypeDescription type) =>
        catalog.Get(type) is { Payload: null, Element: { } element } ? (payload, catalog.Get(element).Stored) : (payload, null);

    private PayloadType? Find(PlanStep step, IReadOnlyDictionary<string, AgentDefinition> agents)
    {
        if (step.Returns is not { } returns) return null;
        if (step.Agent is { } agent) return agents[agent.Name].Output;
        if (step.Returned is not { } position || step.Arguments[position] is not { Role: ParameterRole.Data } argument) return Named(returns);

        // A part of what another step returned is written as the whole was.
        return catalog.Get(returns).Payload is { } known ? Of(argument.Producer).Payload.For(known.Type) : Named(returns);
    }
}
