namespace Perdure;

/// <summary>The registries that were added, flattened and checked for names that two assemblies bring.</summary>
internal sealed class RegistryCollection
{
    private readonly HashSet<Type> seen = [];
    private readonly Dictionary<string, WorkflowPlan> plans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AgentDefinition> agents = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, WorkflowPlan> Plans => plans;

    public IReadOnlyDictionary<string, AgentDefinition> Agents => agents;

    public void Add(PerdureRegistry registry)
    {
        if (!seen.Add(registry.GetType())) return;
        foreach (WorkflowPlan plan in registry.Workflows)
        {
            if (!plans.TryAdd(plan.Id, plan))
                throw new PerdureConfigurationException($"Workflow '{plan.Id}' comes from two assemblies, one of them '{registry.GetType().Assembly.GetName().Name}': rename one, or give it another version");
        }

        foreach (AgentDefinition agent in registry.Agents)
        {
            if (!agents.TryAdd(agent.Name, agent))
                throw new PerdureConfigurationException($"Agent '{agent.Name}' comes from two classes, '{agents[agent.Name].AgentType}' and '{agent.AgentType}': rename one");
        }
    }
}
