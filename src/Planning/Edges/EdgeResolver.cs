namespace Perdure.Planning;

/// <summary>
/// Finds where each parameter's value comes from, in two passes. First what is written down, what only one result fits, and what its name decides; then, of several results,
/// those drop out that already depend on the step. There is no third pass: a step that is added may make an edge ambiguous, but never moves it unseen.
/// </summary>
internal sealed class EdgeResolver
{
    private readonly WorkflowDescription workflow;
    private readonly FindingList findings;
    private readonly ProducerIndex producers;
    private readonly AgentMismatches mismatches;
    private readonly ExplicitEdges explicitEdges;
    private readonly MissingProducer missing;
    private readonly StepEdges edges;

    public EdgeResolver(WorkflowDescription workflow, ProducerIndex producers, AgentMismatches mismatches, ITypeConversions conversions, FindingList findings)
    {
        this.workflow = workflow;
        this.producers = producers;
        this.mismatches = mismatches;
        this.findings = findings;
        edges = new StepEdges(workflow);
        explicitEdges = new ExplicitEdges(workflow, producers, conversions, edges, findings);
        missing = new MissingProducer(workflow, producers, mismatches, conversions, findings);
    }

    /// <summary>Finds all edges. What cannot be found is reported and left out.</summary>
    public StepEdges Resolve()
    {
        List<Place> undecided = [];
        for (var step = 0; step < workflow.Steps.Count; step++)
        {
            explicitEdges.TakeAfter(step);
            for (var parameter = 0; parameter < workflow.Steps[step].Parameters.Count; parameter++)
            {
                if (explicitEdges.Take(step, parameter) || mismatches.Explain(step, parameter)) continue;
                if (!DecideAlone(step, parameter)) undecided.Add(new Place(step, parameter));
            }
        }

        StepGraph firstPass = edges.OrderGraph();
        foreach (IGrouping<int, Place> ofStep in undecided.GroupBy(place => place.Step))
        {
            HashSet<int> dependents = firstPass.AllAfter(ofStep.Key);
            foreach (Place place in ofStep) DecideByOrder(place, dependents);
        }

        return edges;
    }

    /// <summary>The first pass: a single candidate, or the one of the parameter's name.</summary>
    private bool DecideAlone(int step, int parameter)
    {
        ParameterDescription description = workflow.Steps[step].Parameters[parameter];
        int[] firstTwo = [.. producers.Fitting(description.Type, step).Take(2)];
        if (firstTwo.Length == 0)
        {
            missing.Report(new Place(step, parameter));
            return true;
        }

        int[] named = firstTwo.Length == 1 ? [] : [.. producers.Named(description.Name).Where(p => p != step && TypeFit.Fits(producers.Type(p)!, description.Type)).Take(2)];
        int[] chosen = firstTwo.Length == 1 ? firstTwo : named;
        if (chosen.Length != 1) return false;
        Take(step, parameter, chosen[0]);
        return true;
    }

    /// <summary>The second pass: what already depends on the step cannot produce for it.</summary>
    private void DecideByOrder(Place place, HashSet<int> dependents)
    {
        int[] fitting = [.. producers.Fitting(workflow.Steps[place.Step].Parameters[place.Parameter].Type, place.Step)];
        int[] left = [.. fitting.Where(producer => !dependents.Contains(producer))];
        if (left.Length == 1) Take(place.Step, place.Parameter, left[0]);
        else if (left.Length == 0) missing.ReportAllLater(place, fitting);
        else if (!left.Any(mismatches.ExplainsProducer)) ReportSeveral(place, left);
    }

    private void Take(int step, int parameter, int producer)
    {
        edges.Take(step, parameter, producer);
        WarnOfMisleadingName(step, parameter, producer);
    }

    private void WarnOfMisleadingName(int step, int parameter, int producer)
    {
        string name = workflow.Steps[step].Parameters[parameter].Name;
        IReadOnlyList<int> named = producers.Named(name);
        int[] others = [.. named.Where(p => p != step && p != PlanArgument.Input)];
        if (others.Length == 0 || named.Contains(producer)) return;
        int other = others[0];
        findings.Add(
            Rules.MisleadingName,
            new Place(step, parameter),
            [name, workflow.Steps[step].Method, workflow.Steps[other].Method, producers.Quoted(producer)],
            [new Place(other)]);
    }

    private void ReportSeveral(Place place, int[] candidates)
    {
        StepDescription step = workflow.Steps[place.Step];
        TypeDescription type = step.Parameters[place.Parameter].Type;
        findings.Add(
            Rules.SeveralProducers,
            place with { Part = PlacePart.Type },
            [step.Method, type.DisplayWithNullability, Wording.Several([.. candidates.Select(producers.Quoted)])],
            candidates.Where(p => p != PlanArgument.Input).Select(p => new Place(p)),
            producers.Properties(type, candidates));
    }
}
