using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>What a document can name at run time: the agents, workflows and queues of the registries that were added, and what was published before.</summary>
/// <param name="catalog">The types.</param>
/// <param name="agents">The agents, by name.</param>
/// <param name="queues">The names of the queues.</param>
/// <param name="children">Finds the workflows that a step can run as a child.</param>
/// <param name="namespace">The namespace of the document's class; null: none.</param>
internal sealed class PublishedTypes(
    TypeCatalog catalog, IReadOnlyDictionary<string, AgentDefinition> agents, IReadOnlyList<string> queues, PublishedChildren children, string? @namespace) : IDocumentTypes
{
    private readonly TypeText text = new(catalog, @namespace);

    public IReadOnlyList<string> Agents => [.. agents.Keys.Order(StringComparer.Ordinal)];

    public IReadOnlyList<string> Workflows => children.Names;

    public IReadOnlyList<string> Queues => queues;

    public AgentDescription? Agent(string name)
    {
        if (!agents.TryGetValue(name, out AgentDefinition? agent)) return null;
        TypeDescription input = catalog.Describe(agent.Input, agent.IsInputNullable);
        return new AgentDescription(
            agent.AgentType.Name,
            agent.Name,
            input,
            agent.Output.Type == typeof(None) ? null : catalog.Describe(agent.Output, agent.IsOutputNullable),
            catalog.Get(input).Construction,
            agent.Retry is { } retry ? new RetryDescription(retry.MaxAttempts, retry.Delay, retry.Factor, retry.MaxDelay, retry.Jitter, new([.. retry.NonRetryable.Select(ClrNames.Full)])) : null,
            agent.Timeout is { } timeout ? new TimeoutDescription(timeout.PerAttempt) { Total = timeout.Total } : null)
        {
            ArePoliciesJudged = true,
            Abilities = (Planning.AgentAbilities?)agent.Abilities,
        };
    }

    public ChildDescription? Workflow(string name, int? version) => children.Find(name, version);

    public TypeReading Type(string written) => text.Read(written);

    public TypeDescription Many(TypeDescription element, bool canBeNull) =>
        catalog.Collection(element with { IsNullable = element.IsNullable || canBeNull }, "System.Collections.Generic.IReadOnlyList<{0}>");

    public TypeDescription? Element(TypeDescription collection) => catalog.Find(collection.Key)?.Element;

    public bool IsScalar(TypeDescription type) => catalog.Find(type.Key)?.Payload is { } payload && Scalars.IsScalar(payload.Type);

    /// <summary>Numbers widen. A class does not stand for its base: what hands it on writes it as JSON, in which it would lose what is its own.</summary>
    public bool Converts(TypeDescription from, TypeDescription to) => from.Key == to.Key || Scalars.Widens(from.Key, to.Key);

    public SwitchType? Switch(TypeDescription type) => catalog.Find(type.Key)?.Payload is { } payload ? Scalars.Switch(type, payload.Type) : null;

    public TypeDescription? Member(TypeDescription type, string member) => catalog.Find(type.Key)?.Members.FirstOrDefault(one => one.Name == member)?.Type;

    public IReadOnlyList<string> Members(TypeDescription type) => [.. (catalog.Find(type.Key)?.Members ?? []).Select(member => member.Name)];
}
