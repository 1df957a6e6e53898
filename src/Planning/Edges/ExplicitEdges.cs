namespace Perdure.Planning;

/// <summary>The edges that are written down: [From], [Input] and [After].</summary>
internal sealed class ExplicitEdges(WorkflowDescription workflow, ProducerIndex producers, ITypeConversions conversions, StepEdges edges, FindingList findings)
{
    /// <summary>Takes in the [After]s of a step.</summary>
    public void TakeAfter(int step)
    {
        EquatableArray<AfterDescription> after = workflow.Steps[step].After;
        for (var i = 0; i < after.Count; i++)
        {
            if (producers.Step(after[i].Step) is { } other) edges.WaitFor(step, other);
            else ReportUnknown(new Place(step, i, PlacePart.After), "runs after", after[i].Step);
        }
    }

    /// <summary>Takes in what is written at a parameter.</summary>
    /// <returns>Whether there is nothing left to find: the parameter takes no data, or says whose, rightly or wrongly.</returns>
    public bool Take(int step, int parameter)
    {
        ParameterDescription description = workflow.Parameters(step)[parameter];
        if (description.Signal is not null) return true;
        if (description.From is null && !description.IsInput) return description.Role != ParameterRole.Data;
        if (description.Role != ParameterRole.Data)
        {
            string attribute = description.From is null ? "[Input]" : "[From]";
            ReportMisplaced(step, parameter, $"is marked {attribute}, but '{description.Type.Display}' is no data");
        }
        else if (description.From is not null && description.IsInput)
        {
            ReportMisplaced(step, parameter, "is marked both [From] and [Input]");
        }
        else if (description.From is { } method)
        {
            TakeFrom(step, parameter, method);
        }
        else
        {
            TakeInput(step, parameter);
        }

        return true;
    }

    private void TakeFrom(int step, int parameter, string method)
    {
        var place = new Place(step, parameter, PlacePart.From);
        TypeDescription type = workflow.Parameters(step)[parameter].Wanted;
        if (producers.Step(method) is not { } producer) ReportUnknown(place, $"takes '{type.DisplayWithNullability}' from", method);
        else TakeConverted(step, parameter, producer, place);
    }

    private void TakeInput(int step, int parameter)
    {
        var place = new Place(step, parameter, PlacePart.Type);
        if (workflow.Input is not null) TakeConverted(step, parameter, PlanArgument.Input, place);
        else findings.Add(Rules.InputWithoutInput, place, workflow.Called(step), workflow.Parameters(step)[parameter].Wanted.DisplayWithNullability, workflow.Class);
    }

    private void TakeConverted(int step, int parameter, int producer, Place place)
    {
        ParameterDescription taker = workflow.Parameters(step)[parameter];
        TypeDescription wanted = taker.Wanted;
        TypeDescription? given = taker is { Path: { } path, ForEach: null } ? path.Type : producers.Type(producer);

        // The edge stands, also where the value does not fit: what follows from it is the same mistake. A step that takes from itself is a cycle.
        edges.Take(step, parameter, producer);
        if (producer == step) return;
        string? problem = given is null ? "returns nothing"
            : TypeFit.Fits(given, wanted) || (taker.ForEach is null && TypeFit.Assigns(given, wanted, conversions)) ? null
            : TypeFit.MayBeUnwantedNull(given, wanted) ? $"{Verb(producer)} '{given.DisplayWithNullability}' and can be null"
            : $"{Verb(producer)} '{given.DisplayWithNullability}' and does not convert";
        if (problem is null) return;
        findings.Add(
            Rules.DoesNotConvert,
            place,
            [workflow.Called(step), wanted.DisplayWithNullability, producers.Quoted(producer), problem],
            producer == PlanArgument.Input ? [] : [new Place(producer)]);
    }

    private static string Verb(int producer) => producer == PlanArgument.Input ? "is" : "returns";

    private void ReportMisplaced(int step, int parameter, string problem) => findings.Add(
        Rules.MisplacedEdge, new Place(step, parameter), workflow.Parameters(step)[parameter].Name, workflow.Called(step, isFirst: false), problem);

    private void ReportUnknown(Place place, string relation, string method)
    {
        string? suggestion = NearNames.Find(method, workflow.Steps.Select(s => s.Method).Where(m => m != workflow.Method(place.Step)));
        findings.Add(
            Rules.UnknownStep,
            place,
            [workflow.Called(place.Step), relation, method, Wording.DidYouMean(suggestion)],
            [],
            suggestion is null ? [] : [(FindingProperties.Suggestion, suggestion)]);
    }
}
