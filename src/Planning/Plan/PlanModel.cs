namespace Perdure.Planning;

/// <summary>A plan: what the emitter writes down and a published document runs by. Nothing is left to decide.</summary>
/// <param name="Name">The workflow's durable name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Input">What a run takes; null: nothing.</param>
/// <param name="Output">What a run returns; null: nothing.</param>
/// <param name="Steps">The steps; each stands after all that it waits for, and otherwise in the order of their declaration.</param>
/// <param name="Result">The position of the result's step in <paramref name="Steps"/>, or -1.</param>
public sealed record PlanModel(
    string Name,
    int Version,
    TypeDescription? Input,
    TypeDescription? Output,
    EquatableArray<PlanStep> Steps,
    int Result)
{
    /// <summary>The positions of all steps whose result may be the workflow's, in order: no run has two of them. <see cref="Result"/> is the first.</summary>
    public EquatableArray<int> Results { get; init; }

    /// <summary>The longest time of a run; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The methods that decide on steps.</summary>
    public EquatableArray<PlanPredicate> Predicates { get; init; }

    /// <summary>The methods that decide on items; of each the argument that is an item says whose. Where steps map over the same, one verdict serves them.</summary>
    public EquatableArray<PlanPredicate> ItemPredicates { get; init; }

    /// <summary>The results whose values decide on steps.</summary>
    public EquatableArray<PlanSwitch> Switches { get; init; }

    /// <summary>When runs start by themselves.</summary>
    public EquatableArray<PlanSchedule> Schedules { get; init; }

    /// <summary>The type as which a value is stored: that of the step that returns it, or of the workflow's input.</summary>
    /// <param name="producer">The step's position, or <see cref="PlanArgument.Input"/>.</param>
    /// <returns>The type.</returns>
    public TypeDescription Stored(int producer) => (producer == PlanArgument.Input ? Input : Steps[producer].Returns)!;
}

/// <summary>A step of a plan.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Id">The durable id.</param>
/// <param name="Returns">The result; null: nothing.</param>
/// <param name="Agent">The agent of a declared step; null for a code step.</param>
/// <param name="Arguments">One for each parameter of the method, in order.</param>
/// <param name="AgentInput">How the input of the agent or of the child is made from the parameters; null for a code step.</param>
/// <param name="After">Positions of steps that have to settle first although nothing is taken from them, ascending.</param>
/// <param name="Level">0 where it waits for no step, else one more than the highest level it waits for.</param>
/// <param name="Retry">Its retry, the defaults of agent and workflow taken in; null: none.</param>
/// <param name="Timeout">The longest time of an attempt; null: no limit.</param>
/// <param name="IsNotIdempotent">Whether doing it twice does harm.</param>
public sealed record PlanStep(
    string Method,
    string Id,
    TypeDescription? Returns,
    PlanAgent? Agent,
    EquatableArray<PlanArgument> Arguments,
    PlanAgentInput? AgentInput,
    EquatableArray<int> After,
    int Level,
    PlanRetry? Retry,
    TimeSpan? Timeout,
    bool IsNotIdempotent)
{
    /// <summary>Whether its child goes on when the run ends otherwise than well.</summary>
    public bool AbandonsChild { get; init; }

    /// <summary>The workflow that a declared step runs as a child; null for other steps.</summary>
    public PlanChild? Child { get; init; }

    /// <summary>What decides whether it runs; all of it has to hold.</summary>
    public EquatableArray<PlanCondition> Conditions { get; init; }

    /// <summary>Its items; null: it is not mapped.</summary>
    public PlanMap? Map { get; init; }

    /// <summary>Its rounds; null: it runs once.</summary>
    public PlanRepeat? Repeat { get; init; }

    /// <summary>The queue of which each attempt takes a slot; null: none.</summary>
    public PlanQueue? Queue { get; init; }

    /// <summary>How it is undone; null: what it did stays.</summary>
    public PlanCompensation? Compensation { get; init; }

    /// <summary>The wait before its first attempt; null: none.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The method that says how long that wait is; null: none does.</summary>
    public PlanPredicate? DelayBy { get; init; }

    /// <summary>The message from outside that it waits for; null: none.</summary>
    public PlanSignal? Signal { get; init; }

    /// <summary>That its agent may ask back, and by what it is answered; null: one that does fails it.</summary>
    public PlanInterrupt? Interrupt { get; init; }

    /// <summary>The name of the tag that its result is; null: it is none.</summary>
    public string? Tag { get; init; }

    /// <summary>How runs share its results; null: they do not.</summary>
    public PlanCache? Cache { get; init; }

    /// <summary>The longest time of all attempts together; null: no limit.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>The longest silence between heartbeats; null: no limit.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>The position of the argument whose value is its result, as it is: it calls nothing; null: it does.</summary>
    public int? Returned { get; init; }
}

/// <summary>The agent of a declared step, as far as its call needs it: the agent's own policy has been taken in.</summary>
/// <param name="Name">Its durable name.</param>
/// <param name="Input">What it takes.</param>
/// <param name="Output">What it returns; null: nothing.</param>
public sealed record PlanAgent(string Name, TypeDescription Input, TypeDescription? Output);

/// <summary>The workflow that a declared step runs as a child.</summary>
/// <param name="Name">Its durable name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Input">What it takes; null: nothing.</param>
public sealed record PlanChild(string Name, int Version, TypeDescription? Input);

/// <summary>Where a parameter's value comes from.</summary>
/// <param name="Parameter">The parameter's name.</param>
/// <param name="Type">The parameter's type.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Producer">For data: the producing step's position, or -1 for the workflow's input.</param>
/// <param name="ReadAs">For data: the type as which the JSON is read: the producer's, or the parameter's own where both are collections of the same element. Where it differs from <paramref name="Type"/>, C# converts.</param>
public sealed record PlanArgument(string Parameter, TypeDescription Type, ParameterRole Role, int Producer, TypeDescription? ReadAs)
{
    /// <summary>The producer that stands for the workflow's input.</summary>
    public const int Input = -1;

    /// <summary>Further producers; no run has two of them all.</summary>
    public EquatableArray<PlanSource> Others { get; init; }

    /// <summary>Whether it takes one item of what is produced.</summary>
    public bool IsItem { get; init; }

    /// <summary>Of an item: which of the collections it is of that its step maps over, in the order of the parameters.</summary>
    public int Collection { get; init; }

    /// <summary>Whether it takes the result of the round before, and only in the first what is produced.</summary>
    public bool IsRound { get; init; }

    /// <summary>Whether it takes the result of the step that is undone, and that is the producer.</summary>
    public bool IsResult { get; init; }

    /// <summary>Whether it is null where every producer was skipped.</summary>
    public bool IsOptional { get; init; }

    /// <summary>What is taken of what is read; null: all of it.</summary>
    public MemberPath? Path { get; init; }

    /// <summary>The value that it always has; null: it takes one.</summary>
    public LiteralDescription? Literal { get; init; }
}

/// <summary>One of several producers of a parameter.</summary>
/// <param name="Producer">The producing step's position.</param>
/// <param name="ReadAs">The type as which the JSON is read.</param>
public sealed record PlanSource(int Producer, TypeDescription ReadAs);

/// <summary>How an agent's input is made.</summary>
/// <param name="Whole">The position of the parameter that is the input as a whole; -1: it is constructed.</param>
/// <param name="Members">Else: the members to give, by name, each with the position of the parameter that it takes. Constructor parameters in order first, then required members.</param>
public sealed record PlanAgentInput(int Whole, EquatableArray<PlanAgentInputMember> Members);

/// <summary>One member of an agent's input.</summary>
/// <param name="Name">The constructor parameter's or required member's name.</param>
/// <param name="IsRequiredMember">Whether it is set in the initializer.</param>
/// <param name="Parameter">The position of the step's parameter that it takes.</param>
public sealed record PlanAgentInputMember(string Name, bool IsRequiredMember, int Parameter);

/// <summary>A retry, read.</summary>
/// <param name="MaxAttempts">How many attempts may fail.</param>
/// <param name="Delay">The first wait.</param>
/// <param name="Factor">How it grows.</param>
/// <param name="MaxDelay">The longest wait.</param>
/// <param name="Jitter">The random part.</param>
/// <param name="NonRetryable">The keys of the exception types.</param>
public sealed record PlanRetry(int MaxAttempts, TimeSpan Delay, double Factor, TimeSpan MaxDelay, double Jitter, EquatableArray<string> NonRetryable);
