using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>
/// Finds the workflows that the steps of one document run as children. One that is named without a version is the newest when the document is published, and that one for ever: a newer one that comes later changes
/// nothing that was published.
/// </summary>
/// <param name="plans">The plans, by name and version.</param>
/// <param name="catalog">The types.</param>
/// <param name="nullable">Knows which plans may take or return null, which their payload types do not tell.</param>
/// <param name="pinned">The versions that were found when the document was published; null: it is being published.</param>
internal sealed class PublishedChildren(
    IReadOnlyDictionary<string, WorkflowPlan> plans, TypeCatalog catalog, IReadOnlyDictionary<string, PlanModel> nullable, IReadOnlyDictionary<string, int>? pinned)
{
    private readonly Dictionary<string, int> found = new(StringComparer.Ordinal);

    /// <summary>The names of all workflows.</summary>
    public IReadOnlyList<string> Names => [.. plans.Values.Select(plan => plan.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The versions of those that were named without one.</summary>
    public IReadOnlyDictionary<string, int> Found => found;

    /// <summary>A workflow; null: there is none of this name and version.</summary>
    public ChildDescription? Find(string name, int? version)
    {
        int wanted = version ?? pinned?.GetValueOrDefault(name) ?? plans.Values.Where(plan => plan.Name == name).Select(plan => plan.Version).DefaultIfEmpty().Max();
        if (!plans.TryGetValue(PlanId.Of(name, wanted), out WorkflowPlan? plan)) return null;
        if (version is null) found[name] = wanted;
        if (nullable.TryGetValue(plan.Id, out PlanModel? published)) return Describe(plan, published.Input, published.Output);
        return Describe(plan, Describe(plan.Input), Describe(plan.Output));
    }

    private TypeDescription? Describe(PayloadType? type) => type is null || type.Type == typeof(None) ? null : catalog.Describe(type, isNullable: false);

    private ChildDescription Describe(WorkflowPlan plan, TypeDescription? input, TypeDescription? output) =>
        new(plan.Name, plan.Name, plan.Version, input, output, input is null ? null : catalog.Get(input).Construction);
}
