namespace Perdure.Planning;

/// <summary>A document as the planner gets it, and how its places are found again.</summary>
/// <param name="Workflow">What the planner gets.</param>
/// <param name="Places">Where what the planner speaks of is written.</param>
internal sealed record DocumentTranslation(WorkflowDescription Workflow, DocumentPlaces Places);

/// <summary>
/// Describes what a document says as the planner wants to have it: references become edges with the members that they name, conditions become predicates, and a collection that is a member of a result a step of its
/// own, which the engine then maps over. What the document names is looked up here, and what there is not is reported.
/// </summary>
internal sealed partial class DocumentTranslator
{
    private readonly WorkflowDocument document;
    private readonly IDocumentTypes types;
    private readonly DocumentFindings findings;
    private readonly CalleeReader calleeReader;
    private readonly DocumentCallee?[] callees;
    private readonly TypeDescription? input;
    private readonly TypeDescription? output;
    private readonly ReferenceReader references;
    private readonly ConditionTranslator conditions;
    private readonly DocumentPlaces places;
    private readonly List<StepDescription> picks = [];

    /// <summary>The picks whose value a step takes as a whole: for which step, and of what.</summary>
    private readonly List<(StepDocument Step, DocumentReference Reference, string Id)> picked = [];

    private DocumentTranslator(WorkflowDocument document, IDocumentTypes types, DocumentFindings findings)
    {
        this.document = document;
        this.types = types;
        this.findings = findings;
        calleeReader = new CalleeReader(types, findings);
        TypeReading? inputReading = document.Input is { } taken ? calleeReader.ReadType(taken, "the workflow") : null;
        input = inputReading?.Type;
        output = document.Output is { } returned ? calleeReader.ReadType(returned, "the workflow")?.Type : null;
        callees = [.. document.Steps.Select(calleeReader.Read)];
        references = new ReferenceReader(document, input, isInputKnown: document.Input is null || inputReading is not null, callees, types, findings);
        places = new DocumentPlaces(document);
        conditions = new ConditionTranslator(document, references, places, types, findings);
    }

    /// <summary>Translates a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="class">The class that stands for it, as messages quote it.</param>
    /// <param name="types">What it can name.</param>
    /// <param name="findings">Takes what is wrong.</param>
    /// <returns>The translation; null: something is wrong, so that a plan would only repeat it.</returns>
    public static DocumentTranslation? Translate(WorkflowDocument document, string @class, IDocumentTypes types, DocumentFindings findings)
    {
        var translator = new DocumentTranslator(document, types, findings);
        WorkflowDescription workflow = translator.Translate(@class);
        return findings.HasErrors ? null : new DocumentTranslation(workflow, translator.places);
    }

    private WorkflowDescription Translate(string @class)
    {
        int[] results = [.. document.Result.Select(written => references.ReadStep(written, "'result' of the workflow", self: -1)).OfType<int>()];
        StepDescription[] steps = [.. document.Steps.Select((step, position) => Translate(step, position, results.Contains(position)))];
        CheckQueues();
        return new WorkflowDescription(@class, document.Name.Value, document.Version?.Value ?? 1, input, output, ReadRetry(document.Retry, document.NonRetryable, "the workflow"), document.StepTimeout?.Value, new([.. steps, .. picks]))
        {
            RunTimeout = document.Timeout?.Value,
            Predicates = new(conditions.Predicates),
            Delays = new(delays),
            Queues = new(types.Queues),
            Schedules = new(document.Schedules.Select(schedule => schedule.Value)),
        };
    }

    private StepDescription Translate(StepDocument step, int position, bool isResult)
    {
        DocumentCallee? callee = callees[position];
        TypeDescription? item = ReadItem(step, position, out ParameterDescription? source);
        var scope = new ReferenceScope(position, item, null);
        ParameterDescription[] parameters = step.Signal is { } signal && callee is not null ? [Wait(step, position, signal, callee)] : [.. ReadTakes(step, callee, scope, source)];
        return new StepDescription(
            step.Id.Value,
            step.Id.Value,
            null,
            callee?.Returns,
            new(parameters),
            callee?.Agent,
            new(ReadAfter(step, position)),
            isResult,
            ReadRetry(step.Retry, step.NonRetryable, $"step '{step.Id.Value}'"),
            step.Signal is null ? step.Timeout?.Value : null,
            step.IsNotIdempotent)
        {
            Child = callee?.Child,
            AbandonsChild = step.ParentClose?.Value == "abandon",
            Conditions = new(conditions.Read(step, scope)),
            Collected = callee?.Collected,
            CollectedOrNull = callee?.CollectedOrNull,
            Repeat = step.Repeat is { } repeat && callee is not null ? ReadRepeat(step, repeat, callee, scope) : null,
            Queue = step.Queue is { } queue ? ReadQueue(step, queue, scope) : null,
            Cache = step.Cache?.Value,
            Delay = step.Delay?.Value,
            DelayBy = step.DelayBy is { } by ? ReadDelay(step, by, scope) : null,
            IsDelayed = step.Delay is not null || step.DelayBy is not null,
            Compensate = step.Compensate is { } undo && callee is not null ? ReadUndo(step, undo, scope with { Result = callee.Returns }, parameters) : null,
            Interrupt = step.OnInterrupt is { } interrupt ? ReadInterrupt(step, interrupt) : null,
            Tag = step.Tag is { } tag ? new TagDescription(tag.Value, callee?.Returns is { } returns && types.IsScalar(returns)) : null,
            Returned = step.Signal is null ? null : 0,
        };
    }

    private InterruptDescription? ReadInterrupt(StepDocument step, InterruptDocument interrupt)
    {
        if (calleeReader.ReadType(interrupt.Answer, $"step '{step.Id.Value}'")?.Type is not { } answer) return null;
        return new InterruptDescription(interrupt.Signal ?? Names.Kebab(step.Id.Value), answer, interrupt.Timeout)
        {
            Problem = answer.IsNullable ? $"'{answer.DisplayWithNullability}', but a message that was sent is there: leave out the '?'" : null,
        };
    }

    private ParameterDescription Wait(StepDocument step, int position, Written<string> signal, DocumentCallee callee)
    {
        places.Note(position, signal.Range, signal.Range);
        return new ParameterDescription("message", callee.Returns!, ParameterRole.Signal, null, IsInput: false, LooksLikeService: false) { Signal = new SignalDescription(signal.Value, step.Timeout?.Value.PerAttempt) };
    }

    private IEnumerable<AfterDescription> ReadAfter(StepDocument step, int position) =>
        step.After.Where(after => references.ReadStep(after, $"'after' of step '{step.Id.Value}'", position) is not null).Select(after => new AfterDescription(after.Value));

    private RepeatDescription? ReadRepeat(StepDocument step, RepeatDocument repeat, DocumentCallee callee, ReferenceScope scope)
    {
        string called = $"'repeat' of step '{step.Id.Value}'";
        if ((repeat.Until is null) == (repeat.While is null))
        {
            findings.Add(DocumentRules.BadValue, repeat.Range, ObjectReader.Start(called), repeat.Until is null ? "has neither 'until' nor 'while', and one of them ends it" : "has both 'until' and 'while', and one of them ends it");
            return null;
        }

        if (callee.Returns is null)
        {
            findings.Add(DocumentRules.BadValue, repeat.Range, ObjectReader.Start(called), "repeats what returns nothing that a further round could take");
            return null;
        }

        string name = repeat.Until is null ? "while" : "until";
        PredicateDescription? predicate = conditions.ReadRound(step, (repeat.Until ?? repeat.While)!, name, scope with { Result = callee.Returns, Item = null });
        return predicate is null ? null : new RepeatDescription(repeat.Until is null ? null : predicate.Method, repeat.While is null ? null : predicate.Method, repeat.Max, repeat.AtMax, repeat.Delay, repeat.Keep, repeat.On) { Predicate = predicate };
    }
}
