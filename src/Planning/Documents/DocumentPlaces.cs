namespace Perdure.Planning;

/// <summary>Finds the planner's places again in the text of a document.</summary>
internal sealed class DocumentPlaces(WorkflowDocument document)
{
    private readonly List<(TextRange Name, TextRange Value)>[] taken = [.. document.Steps.Select(_ => new List<(TextRange, TextRange)>())];
    private readonly List<TextRange>[] undone = [.. document.Steps.Select(_ => new List<TextRange>())];
    private readonly List<TextRange> picks = [];
    private readonly List<TextRange> predicates = [];
    private readonly List<TextRange> delays = [];

    /// <summary>Notes where what the next parameter of a step takes is written.</summary>
    public void Note(int step, TextRange name, TextRange value) => taken[step].Add((name, value));

    /// <summary>Notes where what the next parameter of a step's undo takes is written.</summary>
    public void NoteUndo(int step, TextRange value) => undone[step].Add(value);

    /// <summary>Notes for what the next step is there that nobody wrote.</summary>
    public void NotePick(TextRange reference) => picks.Add(reference);

    /// <summary>Notes where the next predicate is written.</summary>
    public void NotePredicate(TextRange condition) => predicates.Add(condition);

    /// <summary>Notes where what the next delay is decided by is written.</summary>
    public void NoteDelay(TextRange reference) => delays.Add(reference);

    /// <summary>Where a place is written; where its property is not, what it is of.</summary>
    public TextRange Find(Place place)
    {
        if (place.Step < 0) return OfWorkflow(place);
        if (place.Step < document.Steps.Count) return OfStep(document.Steps[place.Step], place);
        int pick = place.Step - document.Steps.Count;
        if (pick < picks.Count) return picks[pick];
        int predicate = pick - picks.Count;
        return predicates.Concat(delays).Select(range => (TextRange?)range).ElementAtOrDefault(predicate) ?? document.Name.Range;
    }

    private TextRange OfWorkflow(Place place) => place.Part switch
    {
        PlacePart.RunTimeout => document.Timeout?.Range,
        PlacePart.Retry => document.Retry?.Range,
        PlacePart.Timeout => document.StepTimeout?.Range,
        PlacePart.Schedule or PlacePart.Cron or PlacePart.TimeZone => document.Schedules.ElementAtOrDefault(place.Parameter)?.Range,
        _ => document.Output?.Range,
    } ?? document.Name.Range;

    private TextRange OfStep(StepDocument step, Place place) => place.Part switch
    {
        PlacePart.Returns or PlacePart.Step => (step.Agent ?? step.Workflow)?.Range,
        PlacePart.After => step.After.ElementAtOrDefault(place.Parameter)?.Range,
        PlacePart.Condition or PlacePart.On => OfCondition(step, place),
        PlacePart.Repeat => step.Repeat?.Range,
        PlacePart.Queue => step.Queue?.Range,
        PlacePart.QueueKey => (step.QueueKey ?? step.Queue)?.Range,
        PlacePart.Cache => step.Cache?.Range,
        PlacePart.Compensate => undone[place.Step].Count > place.Parameter && place.Parameter >= 0 ? undone[place.Step][place.Parameter] : step.Compensate?.Agent.Range,
        PlacePart.Delay => (step.Delay ?? step.DelayBy)?.Range,
        PlacePart.Retry => step.Retry?.Range,
        PlacePart.Timeout => step.Timeout?.Range,
        PlacePart.Tag => step.Tag?.Range,
        PlacePart.Signal => step.Signal?.Range,
        PlacePart.OnInterrupt => step.OnInterrupt?.Range,
        _ => OfParameter(place),
    } ?? step.Id.Range;

    private TextRange? OfParameter(Place place)
    {
        if (place.Parameter < 0 || place.Parameter >= taken[place.Step].Count) return null;
        (TextRange name, TextRange value) = taken[place.Step][place.Parameter];
        return place.Part == PlacePart.Name ? name : value;
    }

    /// <summary>Conditions are counted in the order in which they are translated.</summary>
    private static TextRange? OfCondition(StepDocument step, Place place)
    {
        ConditionDocument?[] conditions = [.. new[] { step.When, step.Unless, step.Case }.Where(condition => condition is not null)];
        if (place.Parameter >= conditions.Length) return step.Otherwise?.Range;
        ConditionDocument condition = conditions[place.Parameter]!;
        return place.Part == PlacePart.On ? condition.Of?.Range : place.Value >= 0 ? condition.Values.ElementAtOrDefault(place.Value)?.Range ?? condition.Range : condition.Range;
    }
}
