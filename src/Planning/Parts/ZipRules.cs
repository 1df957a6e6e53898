namespace Perdure.Planning;

/// <summary>
/// Collections that a step maps over side by side have as many items as one another by the way they came about: steps made them that map over the same collection, or over what such a step made, or they are that
/// collection itself.
/// </summary>
internal sealed class ZipRules(WorkflowDescription workflow, ProducerIndex producers, StepEdges edges, Guards guards, FindingList findings)
{
    private readonly Dictionary<int, int[]> origins = [];

    /// <summary>Reports those that need not have as many. All edges are known.</summary>
    public void Check()
    {
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            IReadOnlyList<int> parameters = MapRules.ItemParameters(workflow.Steps[step]);
            foreach (int other in parameters.Skip(1))
            {
                if (!AreAligned(edges.ProducersOf(step, parameters[0]), edges.ProducersOf(step, other))) Report(step, parameters[0], other);
            }
        }
    }

    /// <summary>Where both go back to one collection; or to several of which no run has two, so that what is there of both goes back to the one that is.</summary>
    private bool AreAligned(IReadOnlyList<int> first, IReadOnlyList<int> other)
    {
        int[] all = [.. Origins(first).Union(Origins(other))];
        return all.Length == 1 || guards.Exclude(all);
    }

    private IEnumerable<int> Origins(IReadOnlyList<int> from) => from.SelectMany(OriginsOf).Distinct();

    /// <summary>The collections that have as many items as what a producer gives: of a mapped step those that it maps over, and so on.</summary>
    private int[] OriginsOf(int producer)
    {
        if (producer == PlanArgument.Input || MapRules.ItemParameter(workflow.Steps[producer]) is not (>= 0 and var parameter)) return [producer];
        if (!origins.TryGetValue(producer, out int[]? known)) origins.Add(producer, known = [.. Origins(edges.ProducersOf(producer, parameter))]);
        return known;
    }

    private void Report(int step, int first, int other)
    {
        int[] from = [.. edges.ProducersOf(step, first).Concat(edges.ProducersOf(step, other))];
        findings.Add(
            Rules.BadForEach,
            new Place(step, other),
            [workflow.Called(step), $"maps over {Called(step, first)} and {Called(step, other)} side by side, which need not have as many items: let a step join them into one collection of records, and map over that"],
            from.Where(producer => producer != PlanArgument.Input).Distinct().Select(producer => new Place(producer)));
    }

    private string Called(int step, int parameter) => string.Join(" or ", edges.ProducersOf(step, parameter).Select(producers.Quoted));
}
