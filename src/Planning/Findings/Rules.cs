namespace Perdure.Planning;

/// <summary>What the planner finds wrong, whatever the front end. Ids are never changed and never used again.</summary>
public static class Rules
{
    /// <summary>A parameter that nothing produces.</summary>
    public static Rule NoProducer { get; } = new(
        "PDR101", "Nothing produces a parameter", "{0} takes '{1}', which {2}", Severity.Error);

    /// <summary>A parameter that several results fit.</summary>
    public static Rule SeveralProducers { get; } = new(
        "PDR102", "Several results fit a parameter", "{0} takes '{1}', which {2} return", Severity.Error);

    /// <summary>A [From] or [After] that names no step.</summary>
    public static Rule UnknownStep { get; } = new(
        "PDR103", "[From] or [After] names no step", "{0} {1} '{2}', which is no step{3}", Severity.Error);

    /// <summary>A [From] or [Input] whose value cannot be the parameter's.</summary>
    public static Rule DoesNotConvert { get; } = new(
        "PDR104", "[From] or [Input] of another type", "{0} takes '{1}' from {2}, which {3}", Severity.Error);

    /// <summary>Steps that wait for each other.</summary>
    public static Rule Cycle { get; } = new(
        "PDR105", "Steps wait for each other", "Steps form a cycle: {0}", Severity.Error);

    /// <summary>A workflow whose output no step returns.</summary>
    public static Rule NoResult { get; } = new(
        "PDR106", "No step returns the workflow's result", "Workflow '{0}' returns '{1}', which no step returns{2}", Severity.Error);

    /// <summary>A workflow whose output several steps return.</summary>
    public static Rule SeveralResults { get; } = new(
        "PDR107", "Several steps return the workflow's result", "Workflow '{0}' returns '{1}', which {2} return", Severity.Error);

    /// <summary>A result that nothing takes.</summary>
    public static Rule UnusedResult { get; } = new(
        "PDR108", "A result is never used", "Step '{0}' returns '{1}', which nothing takes", Severity.Info);

    /// <summary>Parameters of a declared step that do not make up the input of its agent or child workflow.</summary>
    public static Rule AgentInputDoesNotFit { get; } = new(
        "PDR110", "Parameters do not fit the agent's input", "Step '{0}' does not fit '{1}', which takes {2}: {3}", Severity.Error);

    /// <summary>A declared step of another result than its agent's or child workflow's.</summary>
    public static Rule AgentOutputDiffers { get; } = new(
        "PDR111", "A declared step does not return the agent's output", "Step '{0}' returns '{1}', but '{2}' returns {3}", Severity.Error);

    /// <summary>A parameter that is named after one step and takes the result of another.</summary>
    public static Rule MisleadingName { get; } = new(
        "PDR112", "A parameter bears another step's name", "Parameter '{0}' of {1} bears the name of step '{2}', but takes the value of {3}", Severity.Warning);

    /// <summary>An [Input] in a workflow that takes none.</summary>
    public static Rule InputWithoutInput { get; } = new(
        "PDR113", "[Input] in a workflow without input", "{0} takes '{1}' from the workflow's input, but workflow '{2}' takes none", Severity.Error);

    /// <summary>A [Result] that means nothing.</summary>
    public static Rule MeaninglessResult { get; } = new(
        "PDR114", "[Result] has no meaning", "Step '{0}' is marked [Result], but {1}", Severity.Error);

    /// <summary>A step that does harm when done twice, is done again, and cannot say so to anyone.</summary>
    public static Rule RetriedNotIdempotent { get; } = new(
        "PDR115", "A step that is not idempotent is retried", "Step '{0}' is marked [NotIdempotent] and retried, but takes no 'StepContext' whose IdempotencyKey it could hand on", Severity.Warning);

    /// <summary>A [From] or [Input] where it cannot be.</summary>
    public static Rule MisplacedEdge { get; } = new(
        "PDR116", "[From] or [Input] is misplaced", "Parameter '{0}' of {1} {2}", Severity.Error);

    /// <summary>A skip that can leave the workflow without its result.</summary>
    public static Rule ResultCanBeMissing { get; } = new(
        "PDR118", "A skip can reach the workflow's result", "Workflow '{0}' returns '{1}', but {2} can be skipped{3}: return '{1}?', or let another step return it then", Severity.Error);

    /// <summary>A step that no run would start.</summary>
    public static Rule NeverRuns { get; } = new(
        "PDR119", "A step can never run", "Step '{0}' can never run, because {1}", Severity.Error);

    /// <summary>A step that does harm when done twice, of an agent of which nobody would know what became of it.</summary>
    public static Rule AmbiguousAgent { get; } = new(
        "PDR120", "A crash leaves a remote agent's work ambiguous",
        "Step '{0}' is marked [NotIdempotent], but '{1}' can neither be found at work again nor told a repeated request from a new one: behind a crash a person has to decide", Severity.Warning);

    /// <summary>A step with a limit, of an agent that goes on behind it.</summary>
    public static Rule UnstoppableAgent { get; } = new(
        "PDR121", "A remote agent goes on behind the time-out of its step", "Step '{0}' has a [Timeout], but '{1}' cannot be stopped: its work goes on when the time is over", Severity.Info);

    /// <summary>A duration that cannot be read, or makes no sense where it stands.</summary>
    public static Rule BadDuration { get; } = new(
        "PDR201", "A duration is wrong", "{0} has the {1} '{2}', which {3}", Severity.Error);

    /// <summary>A retry whose numbers make no sense.</summary>
    public static Rule BadRetry { get; } = new(
        "PDR202", "A retry is wrong", "{0} has a retry with {1}, which {2}", Severity.Error);

    /// <summary>A [When] or [Unless] whose method cannot decide.</summary>
    public static Rule BadPredicate { get; } = new(
        "PDR203", "A predicate is wrong", "{0} {1}", Severity.Error);

    /// <summary>Cases that leave values out.</summary>
    public static Rule NotExhaustive { get; } = new(
        "PDR204", "Cases leave a value out", "Cases of '{0}' {1}", Severity.Error);

    /// <summary>A value that leads twice to one step, or to two of which only one is wanted.</summary>
    public static Rule OverlappingCase { get; } = new(
        "PDR205", "A case is named twice", "Step '{0}' runs in case {1}, {2}", Severity.Error);

    /// <summary>A case or an otherwise that cannot be.</summary>
    public static Rule BadCase { get; } = new(
        "PDR206", "A case is wrong", "Step '{0}' runs {1} of '{2}', {3}", Severity.Error);

    /// <summary>A [ForEach] that maps over nothing, or in no way.</summary>
    public static Rule BadForEach { get; } = new(
        "PDR207", "A [ForEach] is wrong", "{0} {1}", Severity.Error);

    /// <summary>A [Repeat] that cannot go on, or not end.</summary>
    public static Rule BadRepeat { get; } = new(
        "PDR208", "A [Repeat] is wrong", "{0} {1}", Severity.Error);

    /// <summary>A [Compensate] whose method cannot undo the step.</summary>
    public static Rule BadCompensation { get; } = new(
        "PDR210", "A [Compensate] is wrong", "{0} {1}", Severity.Error);

    /// <summary>An [OnQueue] of a queue that nobody declares, or whose key cannot be had.</summary>
    public static Rule BadOnQueue { get; } = new(
        "PDR211", "An [OnQueue] is wrong", "Step '{0}' is on queue '{1}', {2}", Severity.Error);

    /// <summary>A signal for which two steps of one run wait.</summary>
    public static Rule SharedSignal { get; } = new(
        "PDR215", "Two steps wait for one signal", "Step '{0}' waits for signal '{1}', {2}", Severity.Error);

    /// <summary>A [Signal] that nobody could take.</summary>
    public static Rule BadSignal { get; } = new(
        "PDR216", "A [Signal] is wrong", "{0} {1}", Severity.Error);

    /// <summary>A step that says what becomes of a child, and has none.</summary>
    public static Rule ParentCloseWithoutChild { get; } = new(
        "PDR218", "ParentClose is set on a step without a child", "Step '{0}' sets ParentClose, which is about child workflows, and calls the agent '{1}'", Severity.Error);

    /// <summary>A tag that no run could be found by.</summary>
    public static Rule BadTag { get; } = new(
        "PDR220", "A tag is wrong", "Step '{0}' is marked [Tag(\"{1}\")], but {2}", Severity.Error);

    /// <summary>A cron expression that cannot be read, or never fires.</summary>
    public static Rule BadCron { get; } = new(
        "PDR212", "A cron expression is wrong", "Workflow '{0}' has the schedule '{1}', {2}", Severity.Error);

    /// <summary>A schedule of a workflow that takes what no schedule could give.</summary>
    public static Rule ScheduleInput { get; } = new(
        "PDR213", "A scheduled workflow takes an input", "Workflow '{0}' has a schedule and takes '{1}', but a schedule starts it with 'ScheduledTime' or with nothing", Severity.Error);

    /// <summary>A schedule whose time zone, id or numbers make no sense.</summary>
    public static Rule BadSchedule { get; } = new(
        "PDR214", "A schedule is wrong", "Workflow '{0}' has a schedule with {1}, {2}", Severity.Error);

    /// <summary>A [Heartbeat] of a step that cannot beat.</summary>
    public static Rule BadHeartbeat { get; } = new(
        "PDR222", "A [Heartbeat] is wrong", "Step '{0}' is marked [Heartbeat], but {1}", Severity.Error);

    /// <summary>A [Cache] of a result that runs cannot share.</summary>
    public static Rule BadCache { get; } = new(
        "PDR221", "A [Cache] is wrong", "Step '{0}' is marked [Cache], but {1}", Severity.Error);

    /// <summary>A [Timeout] whose limits make no sense, or no sense where it stands.</summary>
    public static Rule BadTimeout { get; } = new(
        "PDR230", "A [Timeout] is wrong", "{0} has a [Timeout] that {1}", Severity.Error);

    /// <summary>A step that is given more time than its whole run.</summary>
    public static Rule LongerThanRun { get; } = new(
        "PDR231", "A step has more time than its run", "{0} has {1} of '{2}', but a run of '{3}' is over after '{4}'", Severity.Warning);

    /// <summary>A [Delay] that says no time, or whose method cannot.</summary>
    public static Rule BadDelay { get; } = new(
        "PDR232", "A [Delay] is wrong", "{0} {1}", Severity.Error);

    /// <summary>An [OnInterrupt] where nobody asks, or nobody could answer.</summary>
    public static Rule BadOnInterrupt { get; } = new(
        "PDR233", "An [OnInterrupt] is wrong", "Step '{0}' is marked [OnInterrupt], but {1}", Severity.Error);

    /// <summary>All rules, by id.</summary>
    public static IReadOnlyList<Rule> All { get; } =
    [
        NoProducer, SeveralProducers, UnknownStep, DoesNotConvert, Cycle, NoResult, SeveralResults, UnusedResult,
        AgentInputDoesNotFit, AgentOutputDiffers, MisleadingName, InputWithoutInput, MeaninglessResult, RetriedNotIdempotent, MisplacedEdge,
        ResultCanBeMissing, NeverRuns, AmbiguousAgent, UnstoppableAgent, BadDuration, BadRetry, BadPredicate, NotExhaustive, OverlappingCase, BadCase,
        BadForEach, BadRepeat, BadCompensation, BadOnQueue, ParentCloseWithoutChild, BadTag, BadCron, ScheduleInput, BadSchedule, SharedSignal, BadSignal, BadHeartbeat, BadCache, BadTimeout, LongerThanRun, BadDelay, BadOnInterrupt,
    ];
}
