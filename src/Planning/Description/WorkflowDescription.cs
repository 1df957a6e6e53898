namespace Perdure.Planning;

/// <summary>A workflow as a front end describes it: C# symbols or a document. What stands here has been read, not judged; the planner judges.</summary>
/// <param name="Class">The class's name, as messages quote it.</param>
/// <param name="Name">The durable name.</param>
/// <param name="Version">The version.</param>
/// <param name="Input">What a run takes; null: nothing.</param>
/// <param name="Output">What a run returns; null: nothing (<c>None</c>).</param>
/// <param name="Retry">The default of all its steps.</param>
/// <param name="Timeout">The default of all its steps.</param>
/// <param name="Steps">The steps in the order of their declaration.</param>
public sealed record WorkflowDescription(
    string Class,
    string Name,
    int Version,
    TypeDescription? Input,
    TypeDescription? Output,
    RetryDescription? Retry,
    TimeoutDescription? Timeout,
    EquatableArray<StepDescription> Steps)
{
    /// <summary>The longest time of a run, as written; null: it has none.</summary>
    public string? RunTimeout { get; init; }

    /// <summary>The methods that conditions name and that are no steps.</summary>
    public EquatableArray<PredicateDescription> Predicates { get; init; }

    /// <summary>The methods that say how long steps wait, and that are no steps.</summary>
    public EquatableArray<PredicateDescription> Delays { get; init; }

    /// <summary>The names of all methods that could say how long steps wait, for the one that was probably meant.</summary>
    public EquatableArray<string> PossibleDelays { get; init; }

    /// <summary>The names of all methods that could be predicates, for the one that was probably meant.</summary>
    public EquatableArray<string> PossiblePredicates { get; init; }

    /// <summary>The names of all methods that could undo a step, for the one that was probably meant.</summary>
    public EquatableArray<string> PossibleUndos { get; init; }

    /// <summary>The names of all methods that could say for whom a slot of a queue is, for the one that was probably meant.</summary>
    public EquatableArray<string> PossibleKeys { get; init; }

    /// <summary>The queues that its assembly and those that it references declare.</summary>
    public EquatableArray<string> Queues { get; init; }

    /// <summary>When runs start by themselves, in the order of the source.</summary>
    public EquatableArray<ScheduleDescription> Schedules { get; init; }

    /// <summary>The predicates that are asked for each item, as the planner finds them.</summary>
    internal EquatableArray<ItemPredicate> ItemPredicates { get; init; }

    /// <summary>The positions of the predicates that nobody asks once a run, as the planner finds them.</summary>
    internal EquatableArray<int> NotOfRun { get; init; }
}

/// <summary>A step.</summary>
/// <param name="Method">The method's name, as messages quote it and as <c>nameof</c> gives it.</param>
/// <param name="Id">The id that <c>[Step(Id = …)]</c> names; null: the method's name less <c>Async</c>.</param>
/// <param name="As">The name of the result that <c>[Step(As = …)]</c> gives; null: the id's default, camel-cased.</param>
/// <param name="Returns">The result without its task; null: nothing.</param>
/// <param name="Parameters">The parameters in order.</param>
/// <param name="Agent">The agent of a declared step; null for a code step and where it runs a child.</param>
/// <param name="After">The steps that <c>[After]</c> names.</param>
/// <param name="IsResult">Whether it is marked <c>[Result]</c>.</param>
/// <param name="Retry">Its own retry; null: the agent's, then the workflow's.</param>
/// <param name="Timeout">Its own time-out; null: the agent's, then the workflow's.</param>
/// <param name="IsNotIdempotent">Whether the step, or its agent, is marked <c>[NotIdempotent]</c>.</param>
public sealed record StepDescription(
    string Method,
    string? Id,
    string? As,
    TypeDescription? Returns,
    EquatableArray<ParameterDescription> Parameters,
    AgentDescription? Agent,
    EquatableArray<AfterDescription> After,
    bool IsResult,
    RetryDescription? Retry,
    TimeoutDescription? Timeout,
    bool IsNotIdempotent)
{
    /// <summary>Whether it says that its child goes on when the run ends otherwise than well.</summary>
    public bool AbandonsChild { get; init; }

    /// <summary>The workflow that a declared step runs as a child; null for a step of an agent and for a code step.</summary>
    public ChildDescription? Child { get; init; }

    /// <summary>What decides whether it runs.</summary>
    public EquatableArray<ConditionDescription> Conditions { get; init; }

    /// <summary>What others take of a mapped step: a collection of what it returns; null: it is not mapped, or returns nothing.</summary>
    public TypeDescription? Collected { get; init; }

    /// <summary>The same where items of it may have no result; null: it is not mapped, or returns nothing.</summary>
    public TypeDescription? CollectedOrNull { get; init; }

    /// <summary>For each of its conditions the position in <see cref="WorkflowDescription.ItemPredicates"/>, where it is asked for each item; less than 0 where it is decided once a run, or nobody knows. As the planner finds them; empty: all are decided once a run.</summary>
    internal EquatableArray<int> OfItems { get; init; }

    /// <summary>Its rounds; null: it runs once.</summary>
    public RepeatDescription? Repeat { get; init; }

    /// <summary>The queue of which each attempt takes a slot; null: none.</summary>
    public OnQueueDescription? Queue { get; init; }

    /// <summary>How it is undone; null: what it did stays.</summary>
    public CompensateDescription? Compensate { get; init; }

    /// <summary>The longest silence between heartbeats, as [Heartbeat] says it; null: it has none.</summary>
    public string? Heartbeat { get; init; }

    /// <summary>Its [Cache]; null: it has none.</summary>
    public CacheDescription? Cache { get; init; }

    /// <summary>The wait before its first attempt, as written; null: none, or a method says it.</summary>
    public string? Delay { get; init; }

    /// <summary>The method that says how long it waits before its first attempt; null: none does.</summary>
    public string? DelayBy { get; init; }

    /// <summary>Whether it is marked [Delay].</summary>
    public bool IsDelayed { get; init; }

    /// <summary>By what its agent is answered when it asks back; null: an agent that does fails it.</summary>
    public InterruptDescription? Interrupt { get; init; }

    /// <summary>What others take of it.</summary>
    public TypeDescription? Gives => Collected ?? Returns;

    /// <summary>The tag that its result is; null: none.</summary>
    public TagDescription? Tag { get; init; }

    /// <summary>The position of the parameter whose value is its result, as it is: it calls nothing; null: it does.</summary>
    public int? Returned { get; init; }
}

/// <summary>A <c>[Tag]</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsScalar">Whether what the step returns is a text, a number, a bool, an enum or a Guid.</param>
public sealed record TagDescription(string Name, bool IsScalar);

/// <summary>One <c>[After]</c>.</summary>
/// <param name="Step">The method that it names.</param>
public sealed record AfterDescription(string Step);

/// <summary>What a parameter is for.</summary>
public enum ParameterRole
{
    /// <summary>The workflow's input or a step's result.</summary>
    Data,

    /// <summary>An agent, handed in from the registry.</summary>
    Agent,

    /// <summary>The step's context.</summary>
    StepContext,

    /// <summary>The attempt's cancellation token.</summary>
    CancellationToken,

    /// <summary>For an undo: why the run failed.</summary>
    Cause,

    /// <summary>A message from outside.</summary>
    Signal,
    /// <summary>The transaction in which the step's result is recorded.</summary>
    Transaction,

    /// <summary>A value that stands in the description itself.</summary>
    Literal,
}

/// <summary>A parameter of a step.</summary>
/// <param name="Name">Its name, without <c>@</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="Role">What it is for.</param>
/// <param name="From">The method that <c>[From]</c> names; null: there is none.</param>
/// <param name="IsInput">Whether it is marked <c>[Input]</c>.</param>
/// <param name="LooksLikeService">Whether its type looks like one that services bring (a logger, a client, an options type), so that the message can say where those come from.</param>
public sealed record ParameterDescription(string Name, TypeDescription Type, ParameterRole Role, string? From, bool IsInput, bool LooksLikeService)
{
    /// <summary>What to take instead, where the front end knows it, as the end of a message; null: a service comes through the constructor.</summary>
    public string? Instead { get; init; }

    /// <summary>That it takes one item of a collection; null: it takes the whole value.</summary>
    public ForEachDescription? ForEach { get; init; }

    /// <summary>That it takes a message from outside; null: it does not.</summary>
    public SignalDescription? Signal { get; init; }

    /// <summary>What it takes of what is produced for it, or of its item; null: all of it.</summary>
    public MemberPath? Path { get; init; }

    /// <summary>The value that it always has; null: it takes one.</summary>
    public LiteralDescription? Literal { get; init; }

    /// <summary>What somebody has to produce for it.</summary>
    public TypeDescription Wanted => ForEach?.Collection ?? Type;

    /// <summary>Of a parameter that takes an item: the type of that item, of which it may take a member alone.</summary>
    internal TypeDescription Item => Path?.Whole ?? Type;
}

/// <summary>The agent of a declared step.</summary>
/// <param name="Class">Its class, as messages quote it.</param>
/// <param name="Name">Its durable name.</param>
/// <param name="Input">What it takes.</param>
/// <param name="Output">What it returns; null: nothing (<c>None</c>).</param>
/// <param name="InputConstructor">The parameters of the constructor that System.Text.Json would choose for the input, then its required members; null where the input has none that could be called.</param>
/// <param name="Retry">The default of its steps.</param>
/// <param name="Timeout">The default of its steps.</param>
public sealed record AgentDescription(
    string Class,
    string Name,
    TypeDescription Input,
    TypeDescription? Output,
    EquatableArray<AgentInputMember>? InputConstructor,
    RetryDescription? Retry,
    TimeoutDescription? Timeout)
{
    /// <summary>Whether what is wrong with its policies is reported where the agent is declared, and not at the steps that take them.</summary>
    public bool ArePoliciesJudged { get; init; }

    /// <summary>What its runtime is able to do; null: it is a local agent.</summary>
    public AgentAbilities? Abilities { get; init; }
}

/// <summary>A constructor parameter or a required member of an agent's input.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
/// <param name="IsOptional">Whether it has a default and may be left out.</param>
/// <param name="IsRequiredMember">Whether it is a required member, set in the initializer, and not a constructor parameter.</param>
public sealed record AgentInputMember(string Name, TypeDescription Type, bool IsOptional, bool IsRequiredMember);

/// <summary>A retry as written.</summary>
/// <param name="MaxAttempts">How many attempts may fail.</param>
/// <param name="Delay">The first wait, as written.</param>
/// <param name="Factor">How it grows.</param>
/// <param name="MaxDelay">The longest wait, as written.</param>
/// <param name="Jitter">The random part.</param>
/// <param name="NonRetryable">The keys of the exception types.</param>
public sealed record RetryDescription(int MaxAttempts, string Delay, double Factor, string MaxDelay, double Jitter, EquatableArray<string> NonRetryable)
{
    /// <summary>Among the types after which there is no further attempt, one that is no closed exception type, as messages quote it; null: all are.</summary>
    public string? NoException { get; init; }
}

/// <summary>A time-out as written.</summary>
/// <param name="PerAttempt">The longest time of an attempt, as written; null: it has none.</param>
public sealed record TimeoutDescription(string? PerAttempt)
{
    /// <summary>The longest time of all attempts together, as written; null: it has none.</summary>
    public string? Total { get; init; }
}
