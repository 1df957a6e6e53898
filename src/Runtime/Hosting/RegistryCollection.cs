namespace Perdure;

/// <summary>The registries that were added, flattened and checked for names that two assemblies bring.</summary>
internal sealed class RegistryCollection
{
    private readonly HashSet<Type> seen = [];
    private readonly Dictionary<string, WorkflowPlan> plans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AgentDefinition> agents = new(StringComparer.Ordinal);
    private readonly List<PayloadType> types = [];
    private readonly Dictionary<string, QueuePlan> queues = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, WorkflowPlan> Plans => plans;

    public IReadOnlyDictionary<string, AgentDefinition> Agents => agents;

    public IReadOnlyDictionary<string, QueuePlan> Queues => queues;

    /// <summary>The types that documents can name at run time, each as it travels: those of the agents in the order of their names, those of the workflows, and those that were added.</summary>
    public IEnumerable<PayloadType> Types =>
    [
        .. agents.Values.OrderBy(static agent => agent.Name, StringComparer.Ordinal).SelectMany(static agent => new[] { agent.Input, agent.Output }),
        .. plans.Values.OrderBy(static plan => plan.Id, StringComparer.Ordinal).SelectMany(TypesOf).OfType<PayloadType>(),
        .. types,
    ];

    /// <summary>Knows a further type that documents can name.</summary>
    public void Add(PayloadType type) => types.Add(type);

    /// <summary>All registries are there: each queue that a step waits for has to be declared by one of them.</summary>
    public void Check()
    {
        foreach (WorkflowPlan plan in plans.Values)
        {
            foreach (StepPlan step in plan.Steps)
            {
                if (step.Queue is { } queue && !queues.ContainsKey(queue.Queue))
                    throw new PerdureConfigurationException($"Step '{step.Id}' of workflow '{plan.Id}' is on queue '{queue.Queue}', which no registry declares: add the registry of the assembly with [assembly: Queue(\"{queue.Queue}\")], as AddWorkflows() does");
            }
        }
    }

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

        foreach (QueuePlan queue in registry.Queues)
        {
            if (!queues.TryAdd(queue.Name, queue) && !IsSame(queue, queues[queue.Name]))
                throw new PerdureConfigurationException($"Queue '{queue.Name}' is declared with other limits in assembly '{registry.GetType().Assembly.GetName().Name}' than in another one: declare it once, in an assembly that both reference");
        }
    }

    private static IEnumerable<PayloadType?> TypesOf(WorkflowPlan plan) => [plan.Input, plan.Output, .. plan.Steps.Select(static step => step.Output), .. plan.Steps.Select(static step => step.Interrupt?.Answer)];

    private static bool IsSame(QueuePlan one, QueuePlan other) =>
        (one.Concurrency, one.KeyConcurrency, one.RatePerSecond, one.Burst) == (other.Concurrency, other.KeyConcurrency, other.RatePerSecond, other.Burst);
}
