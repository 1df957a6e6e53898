using System.ComponentModel;

namespace Perdure;

/// <summary>The compiled plan of a workflow: its steps and what ties them. What it can have more than its name is set by name, so that plans in compiled libraries outlive each addition.</summary>
public abstract class WorkflowPlan
{
    /// <summary>The producer index that stands for the workflow's input.</summary>
    public const int InputProducer = -1;

    /// <summary>The producer index under which an attempt reads its item of a mapped step.</summary>
    public const int ItemProducer = -2;

    /// <summary>The producer index under which a round of a repeated step reads the result of the round before, and in the first round the seed; and its predicate the round's own result.</summary>
    public const int RoundProducer = -3;

    /// <summary>The producer index under which an undo reads the result of the step that it undoes.</summary>
    public const int ResultProducer = -4;

    /// <summary>The producer index under which an attempt reads the signal that its step takes.</summary>
    public const int SignalProducer = -5;

    private const int FirstZipped = -101;

    private readonly IReadOnlyList<int>? results;

    private protected WorkflowPlan(string name, int version, WorkflowRunner runner)
    {
        Name = name;
        Version = version;
        Runner = runner;
    }

    /// <summary>The workflow's durable name.</summary>
    public string Name { get; }

    /// <summary>The version, from 1.</summary>
    public int Version { get; }

    /// <summary>Name and version, as <c>document-insights@1</c>.</summary>
    public string Id => $"{Name}@{Version}";

    /// <summary>What a run takes; null: nothing.</summary>
    public PayloadType? Input { get; init; }

    /// <summary>What a run returns; null: nothing.</summary>
    public PayloadType? Output { get; init; }

    /// <summary>The longest time of a run, from the moment at which it may begin; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The steps in an order in which each stands after all that it waits for.</summary>
    public IReadOnlyList<StepPlan> Steps { get; init; } = [];

    /// <summary>The index of the step whose result is the workflow's, or -1 where it has none; where several exclude one another, the first of them.</summary>
    public int Result { get; init; } = -1;

    /// <summary>The indexes of the steps whose result may be the workflow's: of steps that exclude one another, at most one is in a run.</summary>
    public IReadOnlyList<int> Results
    {
        get => results ?? (Result < 0 ? [] : [Result]);
        init => results = value;
    }

    /// <summary>The methods that decide on steps.</summary>
    public IReadOnlyList<PredicatePlan> Predicates { get; init; } = [];

    /// <summary>The methods that decide on items of mapped steps. Steps whose conditions name one of them map over the same collection, and go by one verdict for each item of it.</summary>
    public IReadOnlyList<ItemPredicatePlan> ItemPredicates { get; init; } = [];

    /// <summary>The results whose values decide on steps.</summary>
    public IReadOnlyList<SwitchPlan> Switches { get; init; } = [];

    /// <summary>When runs start by themselves.</summary>
    public IReadOnlyList<SchedulePlan> Schedules { get; init; } = [];

    /// <summary>Calls the steps.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public WorkflowRunner Runner { get; }

    /// <summary>The producer index under which an attempt reads its item of one of the collections that its step maps over side by side.</summary>
    /// <param name="collection">Which one: 0 is <see cref="MapPlan.Producer"/>, whose item is that of <see cref="ItemProducer"/>; 1 the first of <see cref="MapPlan.Zipped"/>.</param>
    /// <returns>The index.</returns>
    public static int ItemOf(int collection) => collection == 0 ? ItemProducer : FirstZipped - collection + 1;

    /// <inheritdoc/>
    public override string ToString() => Id;
}

/// <summary>The plan of a workflow that takes an input.</summary>
/// <typeparam name="TIn">What a run takes.</typeparam>
/// <typeparam name="TOut">What a run returns, or <see cref="None"/>.</typeparam>
/// <param name="name">The durable name.</param>
/// <param name="version">The version, from 1.</param>
/// <param name="runner">Calls the steps.</param>
#pragma warning disable CA1005 // Input and output are what the type is about.
public sealed class WorkflowPlan<TIn, TOut>(string name, int version, WorkflowRunner runner)
    : WorkflowPlan(name, version, runner);
#pragma warning restore CA1005

/// <summary>The plan of a workflow without an input.</summary>
/// <typeparam name="TOut">What a run returns, or <see cref="None"/>.</typeparam>
/// <param name="name">The durable name.</param>
/// <param name="version">The version, from 1.</param>
/// <param name="runner">Calls the steps.</param>
public sealed class WorkflowPlan<TOut>(string name, int version, WorkflowRunner runner)
    : WorkflowPlan(name, version, runner);
