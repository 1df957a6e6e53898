namespace Perdure.Planning;

/// <summary>A workflow without code, as it is written: in a JSON file, or by an importer, which has no places. Nothing of it has been looked up.</summary>
public sealed record WorkflowDocument
{
    /// <summary>The durable name.</summary>
    public required Written<string> Name { get; init; }

    /// <summary>The version; null: 1.</summary>
    public Written<int>? Version { get; init; }

    /// <summary>The class that stands for the workflow in C#; null: one that is called after its name.</summary>
    public Written<string>? Class { get; init; }

    /// <summary>What a run takes, as C# writes the type; null: nothing.</summary>
    public Written<string>? Input { get; init; }

    /// <summary>What a run returns, as C# writes the type; null: nothing.</summary>
    public Written<string>? Output { get; init; }

    /// <summary>The longest time of a run; null: it has none.</summary>
    public Written<string>? Timeout { get; init; }

    /// <summary>The retry of steps that say none; null: none.</summary>
    public Written<RetryDescription>? Retry { get; init; }

    /// <summary>The exceptions after which that retry tries no more, as C# writes the types.</summary>
    public EquatableArray<Written<string>> NonRetryable { get; init; }

    /// <summary>The time-out of steps that say none; null: none.</summary>
    public Written<TimeoutDescription>? StepTimeout { get; init; }

    /// <summary>When runs start by themselves.</summary>
    public EquatableArray<Written<ScheduleDescription>> Schedules { get; init; }

    /// <summary>The steps in the order in which they are written.</summary>
    public EquatableArray<StepDocument> Steps { get; init; }

    /// <summary>The steps whose result is the workflow's, of which no run has two; none: found by the output's type.</summary>
    public EquatableArray<Written<string>> Result { get; init; }
}

/// <summary>A step of a document. It names an agent, a workflow or a signal.</summary>
/// <param name="Id">Its durable id.</param>
public sealed record StepDocument(Written<string> Id)
{
    /// <summary>The agent that it calls; null: none.</summary>
    public Written<string>? Agent { get; init; }

    /// <summary>The workflow that it runs as a child, as <c>name</c> or <c>name@version</c>; null: none.</summary>
    public Written<string>? Workflow { get; init; }

    /// <summary>The message from outside that it waits for, and that is its result; null: none.</summary>
    public Written<string>? Signal { get; init; }

    /// <summary>The type of that message, as C# writes it; null where it waits for none.</summary>
    public Written<string>? Returns { get; init; }

    /// <summary>What the agent or the workflow takes as a whole; null: it is made from <see cref="Takes"/>, or found by its type.</summary>
    public TakenDocument? Whole { get; init; }

    /// <summary>What it takes, by the names of what its input is made from.</summary>
    public EquatableArray<NamedTake> Takes { get; init; }

    /// <summary>The collection for each item of which it runs; null: it runs once.</summary>
    public Written<string>? ForEach { get; init; }

    /// <summary>How many items run side by side; null: the default.</summary>
    public Written<int>? MaxParallel { get; init; }

    /// <summary>What failed items do; null: the first one fails the step.</summary>
    public Written<string>? Failures { get; init; }

    /// <summary>How many failed items are tolerated; null: all.</summary>
    public Written<int>? MaxFailures { get; init; }

    /// <summary>It runs if this holds; null: nothing has to.</summary>
    public ConditionDocument? When { get; init; }

    /// <summary>It runs if this does not hold; null: nothing must not.</summary>
    public ConditionDocument? Unless { get; init; }

    /// <summary>It runs in a case; null: it is in none. <see cref="TestKind.Is"/> with the case's values.</summary>
    public ConditionDocument? Case { get; init; }

    /// <summary>It runs in every other case of this; null: it is in none.</summary>
    public Written<string>? Otherwise { get; init; }

    /// <summary>The steps that have to settle first although nothing is taken from them.</summary>
    public EquatableArray<Written<string>> After { get; init; }

    /// <summary>Its rounds; null: it runs once.</summary>
    public RepeatDocument? Repeat { get; init; }

    /// <summary>Its retry; null: the agent's, then the workflow's.</summary>
    public Written<RetryDescription>? Retry { get; init; }

    /// <summary>The exceptions after which its retry tries no more, as C# writes the types.</summary>
    public EquatableArray<Written<string>> NonRetryable { get; init; }

    /// <summary>Its time-out, of a signal how long it waits; null: the agent's, then the workflow's.</summary>
    public Written<TimeoutDescription>? Timeout { get; init; }

    /// <summary>The wait before its first attempt; null: none, or data says it.</summary>
    public Written<string>? Delay { get; init; }

    /// <summary>The data that says how long that wait is, or until when; null: none does.</summary>
    public Written<string>? DelayBy { get; init; }

    /// <summary>How runs share its results; null: they do not.</summary>
    public Written<CacheDescription>? Cache { get; init; }

    /// <summary>The queue of which each attempt takes a slot; null: none.</summary>
    public Written<string>? Queue { get; init; }

    /// <summary>Of what it takes, for whom a slot is; null: slots have no key.</summary>
    public Written<string>? QueueKey { get; init; }

    /// <summary>The name of the tag that its result is; null: it is none.</summary>
    public Written<string>? Tag { get; init; }

    /// <summary>Whether doing it twice does harm.</summary>
    public bool IsNotIdempotent { get; init; }

    /// <summary>How it is undone; null: what it did stays.</summary>
    public CompensateDocument? Compensate { get; init; }

    /// <summary>By what its agent is answered when it asks back; null: an agent that does fails it.</summary>
    public InterruptDocument? OnInterrupt { get; init; }

    /// <summary>That its child goes on when the run ends otherwise than well; null: it is cancelled.</summary>
    public Written<string>? ParentClose { get; init; }
}

/// <summary>By what an agent is answered that asks back.</summary>
/// <param name="Range">Where it is written.</param>
/// <param name="Answer">What an answer is, as C# writes the type.</param>
/// <param name="Signal">The durable name of the signal that carries it; null: that of the step.</param>
/// <param name="Timeout">How long the step waits; null: without end.</param>
public sealed record InterruptDocument(TextRange Range, Written<string> Answer, string? Signal, string? Timeout);

/// <summary>What is taken: a reference or a literal.</summary>
/// <param name="Range">Where it is written.</param>
/// <param name="Reference">What it refers to: <c>input</c>, <c>item</c>, a step, or a member of one of them; null: it is a literal.</param>
/// <param name="Literal">The value; null: it is a reference.</param>
public sealed record TakenDocument(TextRange Range, string? Reference, LiteralDescription? Literal);

/// <summary>What one part of an input is.</summary>
/// <param name="Name">The part's name.</param>
/// <param name="Value">What it is.</param>
public sealed record NamedTake(Written<string> Name, TakenDocument Value);

/// <summary>What has to hold.</summary>
/// <param name="Kind">How it asks.</param>
/// <param name="Range">Where it is written.</param>
/// <param name="Of">What is asked, where no parts are.</param>
/// <param name="Values">What it is compared with.</param>
/// <param name="Parts">The conditions that it is made of.</param>
public sealed record ConditionDocument(
    TestKind Kind, TextRange Range, Written<string>? Of, EquatableArray<Written<LiteralDescription>> Values, EquatableArray<ConditionDocument> Parts);

/// <summary>The rounds of a step.</summary>
/// <param name="Range">Where they are written.</param>
/// <param name="Until">What ends them, of <c>result</c>; null: <paramref name="While"/> does.</param>
/// <param name="While">As long as what holds they go on; null: <paramref name="Until"/> ends them.</param>
/// <param name="Max">How many at most; null: as many as it takes.</param>
/// <param name="AtMax">What happens then.</param>
/// <param name="Delay">The wait between them; null: none.</param>
/// <param name="Keep">Of how many the results are kept; 0: of all.</param>
/// <param name="On">What of its input takes the result of the round before; null: found by its type.</param>
public sealed record RepeatDocument(TextRange Range, ConditionDocument? Until, ConditionDocument? While, int? Max, LoopEnd AtMax, string? Delay, int Keep, string? On);
