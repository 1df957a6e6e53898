namespace Perdure.Planning;

/// <summary>Who produces what: the workflow's input and the steps' results, by type and by name.</summary>
internal sealed class ProducerIndex
{
    /// <summary>The name of the workflow's input among the results.</summary>
    private const string InputName = "input";

    private readonly WorkflowDescription workflow;
    private readonly Dictionary<string, List<int>> byFamily = [];
    private readonly Dictionary<string, List<int>> byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> byMethod = [];

    public ProducerIndex(WorkflowDescription workflow)
    {
        this.workflow = workflow;
        if (workflow.Input is not null) Add(PlanArgument.Input);
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            string method = workflow.Steps[step].Method;
            if (!byMethod.ContainsKey(method)) byMethod.Add(method, step);
            if (workflow.Steps[step].Gives is not null) Add(step);
        }
    }

    /// <summary>The step of a method, or null.</summary>
    public int? Step(string method) => byMethod.TryGetValue(method, out int step) ? step : null;

    /// <summary>What a producer gives; null: nothing.</summary>
    public TypeDescription? Type(int producer) => producer == PlanArgument.Input ? workflow.Input : workflow.Steps[producer].Gives;

    /// <summary>The name by which a parameter picks it.</summary>
    public string Name(int producer) =>
        producer == PlanArgument.Input ? InputName : workflow.Steps[producer].As ?? Names.OfResult(workflow.Steps[producer].Method);

    /// <summary>The method of a step.</summary>
    public string Method(int step) => workflow.Steps[step].Method;

    /// <summary>How a message calls it.</summary>
    public string Quoted(int producer) => producer == PlanArgument.Input ? Wording.Input : Wording.Quoted(workflow.Steps[producer].Method);

    /// <summary>All that produce something, but for a step itself: the input, then the steps in order.</summary>
    public IEnumerable<int> Others(int step) =>
        Enumerable.Range(PlanArgument.Input, workflow.Steps.Count + 1).Where(producer => producer != step && Type(producer) is not null);

    /// <summary>Those that fit a type, but for a step itself: the input, then the steps in order. A step is never its own producer.</summary>
    public IEnumerable<int> Fitting(TypeDescription wanted, int step) =>
        OfFamily(TypeFit.Family(wanted)).Where(producer => producer != step && TypeFit.Fits(Type(producer)!, wanted));

    /// <summary>Those of a result's name.</summary>
    public IReadOnlyList<int> Named(string name) => byName.TryGetValue(name, out List<int>? producers) ? producers : [];

    /// <summary>What a code fix needs to choose among producers.</summary>
    public (string Key, string Value)[] Properties(TypeDescription type, IReadOnlyCollection<int> candidates)
    {
        List<(string, string)> properties = [];
        string steps = string.Join(",", candidates.Where(p => p != PlanArgument.Input).Select(p => workflow.Steps[p].Method));
        if (steps.Length > 0) properties.Add((FindingProperties.Steps, steps));
        if (candidates.Contains(PlanArgument.Input)) properties.Add((FindingProperties.Input, "true"));
        if (properties.Count > 0) properties.Add((FindingProperties.Type, type.DisplayWithNullability));
        return [.. properties];
    }

    private List<int> OfFamily(string family) => byFamily.TryGetValue(family, out List<int>? producers) ? producers : [];

    private void Add(int producer)
    {
        Append(byFamily, TypeFit.Family(Type(producer)!), producer);
        Append(byName, Name(producer), producer);
    }

    private static void Append(Dictionary<string, List<int>> lists, string key, int producer)
    {
        if (!lists.TryGetValue(key, out List<int>? list)) lists.Add(key, list = []);
        list.Add(producer);
    }
}
