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
    private readonly StepConditions conditions;
    private readonly AgentMismatches mismatches;
    private readonly ExplicitEdges explicitEdges;
    private readonly MissingProducer missing;
    private readonly StepEdges edges;
    private readonly Loop?[] loops;
    private readonly Dictionary<int, int> seeds = [];

    public EdgeResolver(
        WorkflowDescription workflow, ProducerIndex producers, StepConditions conditions, Loop?[] loops, AgentMismatches mismatches, MemberHints members, ITypeConversions conversions, FindingList findings)
    {
        this.loops = loops;
        this.workflow = workflow;
        this.producers = producers;
        this.conditions = conditions;
        this.mismatches = mismatches;
        this.findings = findings;
        edges = new StepEdges(workflow);
        explicitEdges = new ExplicitEdges(workflow, producers, conversions, edges, findings);
        missing = new MissingProducer(workflow, producers, mismatches, members, conversions, findings);
    }

    /// <summary>Finds all edges. What cannot be found is reported and left out.</summary>
    public StepEdges Resolve()
    {
        List<Place> undecided = [];
        TakeSeeds();
        for (var taker = 0; taker < workflow.CountTakers(); taker++)
        {
            if (!workflow.IsPredicate(taker)) TakeOrder(taker);
            for (var parameter = 0; parameter < workflow.Parameters(taker).Count; parameter++)
            {
                if (workflow.TakesItem(taker, parameter) || IsSeed(taker, parameter) || explicitEdges.Take(taker, parameter) || mismatches.Explain(taker, parameter)) continue;
                if (!DecideAlone(taker, parameter)) undecided.Add(new Place(taker, parameter));
            }
        }

        StepGraph firstPass = edges.DecisionGraph();
        List<(Place Place, int[] Candidates)> several = [];
        foreach (IGrouping<int, Place> ofTaker in undecided.GroupBy(place => place.Step))
        {
            HashSet<int> dependents = firstPass.AllAfter(ofTaker.Key);
            foreach (Place place in ofTaker)
            {
                if (DecideByOrder(place, dependents) is { } left) several.Add((place, left));
            }
        }

        MergeExclusive(several);
        foreach ((Place place, int[] candidates) in several) ReportSeveral(place, candidates);
        return edges;
    }

    private void TakeOrder(int step)
    {
        explicitEdges.TakeAfter(step);
        foreach (StepCondition condition in conditions.Of(step)) edges.DecideBy(step, conditions.Decider(condition));
        if (conditions.Delays[step] is { } delay) edges.DecideBy(step, delay);
        foreach (ItemCondition condition in conditions.OfItems(step)) edges.DecideBy(step, condition.Taker);
    }

    /// <summary>What each loop begins with, before all else: to the others the loop stands in its place.</summary>
    private void TakeSeeds()
    {
        for (var step = 0; step < loops.Length; step++)
        {
            if (loops[step] is not { Parameter: var parameter }) continue;
            if (!explicitEdges.Take(step, parameter) && Alone(step, parameter) is { Length: 1 } alone) Take(step, parameter, alone[0]);
            if (edges.ProducersOf(step, parameter) is [var seed]) seeds.Add(step, seed);
        }
    }

    private bool IsSeed(int taker, int parameter) => seeds.ContainsKey(taker) && loops[taker]!.Parameter == parameter;

    /// <summary>The results that fit; a repeated step stands for what it begins with, which [From] alone reaches then.</summary>
    private IEnumerable<int> Fitting(int taker, int parameter)
    {
        int[] fitting = [.. producers.Fitting(workflow.Parameters(taker)[parameter].Wanted, taker)];
        return fitting.Except(fitting.Where(seeds.ContainsKey).Select(loop => seeds[loop]));
    }

    /// <summary>The single candidate, or those of the parameter's name.</summary>
    private int[] Alone(int taker, int parameter)
    {
        int[] fitting = [.. Fitting(taker, parameter)];
        return fitting.Length <= 1 ? fitting : [.. fitting.Intersect(producers.Named(workflow.Parameters(taker)[parameter].Name))];
    }

    /// <summary>The first pass: a single candidate, or the one of the parameter's name.</summary>
    private bool DecideAlone(int step, int parameter)
    {
        if (!Fitting(step, parameter).Any())
        {
            missing.Report(new Place(step, parameter));
            return true;
        }

        if (Alone(step, parameter) is not [var chosen]) return false;
        Take(step, parameter, chosen);
        return true;
    }

    /// <summary>The second pass: what already depends on the step cannot produce for it.</summary>
    /// <returns>What is left, where it is still several; null: it is decided.</returns>
    private int[]? DecideByOrder(Place place, HashSet<int> dependents)
    {
        int[] fitting = [.. Fitting(place.Step, place.Parameter)];
        int[] left = [.. fitting.Where(producer => !dependents.Contains(producer))];
        if (left.Length > 1) return left.Any(mismatches.ExplainsProducer) ? null : left;
        if (left.Length == 1) Take(place.Step, place.Parameter, left[0]);
        else missing.ReportAllLater(place, fitting);
        return null;
    }

    /// <summary>
    /// Producers of which no run has two count as one. What is merged says more about the guards of those that take it, so that arms within arms merge from the inside out; but it
    /// changes nobody's candidates, and so moves no edge.
    /// </summary>
    private void MergeExclusive(List<(Place Place, int[] Candidates)> several)
    {
        for (int before = -1; conditions.Any && several.Count != before && several.Count > 0;)
        {
            before = several.Count;
            var guards = new Guards(workflow, edges, conditions);
            several.RemoveAll(one => Merge(one.Place, one.Candidates, guards));
        }
    }

    private bool Merge(Place place, int[] candidates, Guards guards)
    {
        int[] named = [.. candidates.Intersect(producers.Named(workflow.Parameters(place.Step)[place.Parameter].Name))];
        int[]? merged = named.Length > 1 && guards.Exclude(named) ? named : guards.Exclude(candidates) ? candidates : null;
        if (merged is not null) Take(place.Step, place.Parameter, merged);
        return merged is not null;
    }

    private void Take(int step, int parameter, params int[] from)
    {
        edges.Take(step, parameter, from);
        WarnOfMisleadingName(step, parameter, from);
    }

    private void WarnOfMisleadingName(int step, int parameter, int[] from)
    {
        string name = workflow.Parameters(step)[parameter].Name;
        IReadOnlyList<int> named = producers.Named(name);
        int[] others = [.. named.Where(p => p != step && p != PlanArgument.Input)];
        if (others.Length == 0 || named.Intersect(from).Any()) return;
        int other = others[0];
        findings.Add(
            Rules.MisleadingName,
            new Place(step, parameter),
            [name, workflow.Called(step, isFirst: false), workflow.Steps[other].Method, Wording.Several([.. from.Select(producers.Quoted)])],
            [new Place(other)]);
    }

    private void ReportSeveral(Place place, int[] candidates)
    {
        if (conditions.Overlap(candidates) is { } overlap)
        {
            findings.Add(
                Rules.OverlappingCase,
                new Place(overlap.Second),
                [workflow.Steps[overlap.Second].Method, overlap.Value.Display, $"as '{workflow.Steps[overlap.First].Method}' does, and {workflow.Called(place.Step, isFirst: false)} takes the result of only one"],
                [new Place(overlap.First), place]);
            return;
        }

        TypeDescription type = workflow.Parameters(place.Step)[place.Parameter].Wanted;
        findings.Add(
            Rules.SeveralProducers,
            place with { Part = PlacePart.Type },
            [workflow.Called(place.Step), type.DisplayWithNullability, Wording.Several([.. candidates.Select(producers.Quoted)])],
            candidates.Where(p => p != PlanArgument.Input).Select(p => new Place(p)),
            producers.Properties(type, candidates));
    }
}
