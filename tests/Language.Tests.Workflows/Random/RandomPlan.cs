namespace Perdure.Language.Tests.Workflows.Random;

/// <summary>
/// A plan of up to 60 steps with all that a step can have, the same for the same seed: what a workflow could compile to that nobody wrote. Its last step is its result, and takes whatever is there;
/// in some plans it fails, and what can be undone is.
/// </summary>
internal sealed class RandomPlan
{
    /// <summary>How many there are, so that a worker in another process knows the same ones.</summary>
    public const int Seeds = 40;

    /// <summary>How many rounds a repeated step has at most.</summary>
    public const int MaxRounds = 4;

    /// <summary>The queue that some steps are on.</summary>
    public const string Queue = "random";

    private static readonly PayloadType Text = PayloadType.Of<string>();

    private readonly System.Random random;
    private readonly List<RandomStep> steps = [];
    private readonly List<PredicatePlan> predicates = [];
    private readonly List<ItemPredicatePlan> itemPredicates = [];
    private readonly Dictionary<int, int> asked = [];

    private RandomPlan(int seed)
    {
        random = new System.Random(seed);
        int count = random.Next(5, 60);
        for (var step = 0; step < count; step++) steps.Add(Next(step));
        steps.Add(End(isFailing: seed % 4 == 1));
        Plan = new WorkflowPlan<string, string>($"random-{seed}", 1, new RandomRunner(steps, predicates, itemPredicates))
        {
            Input = Text,
            Output = Text,
            Steps = [.. steps.Select(step => step.Plan)],
            Predicates = predicates,
            ItemPredicates = itemPredicates,
            Result = count,
        };
    }

    public WorkflowPlan<string, string> Plan { get; }

    public IReadOnlyList<RandomStep> Steps => steps;

    /// <summary>The signals that its steps wait for.</summary>
    public IEnumerable<string> Signals => steps.Select(step => step.Plan.Signal?.Name).OfType<string>();

    /// <summary>Whether its last step fails, behind all others.</summary>
    public bool IsFailing => steps[^1].IsFailing;

    public static RandomPlan Of(int seed) => new(seed);

    private static StepInput Input(int producer, bool isOptional) => new($"from{producer}", producer) { IsOptional = isOptional && producer >= 0 };

    private RandomStep End(bool isFailing) => new(RandomStepKind.Plain, new StepPlan("End")
    {
        Inputs = [.. Producers(isList: false).TakeLast(5).Select(producer => Input(producer, isOptional: true))],
        After = isFailing ? [.. Enumerable.Range(0, steps.Count)] : [],
        Output = Text,
    })
    {
        IsFailing = isFailing,
    };

    private RandomStep Next(int position)
    {
        int[] lists = [.. Producers(isList: true)];
        RandomStepKind kind = ChooseKind(lists.Length > 0);
        int? list = kind is RandomStepKind.Map or RandomStepKind.Join or RandomStepKind.MapRepeat ? Any(lists) : null;
        int? zipped = kind is RandomStepKind.Map or RandomStepKind.MapRepeat && OneIn(2) ? Beside(list!.Value) : null;
        int begins = zipped is null ? 0 : random.Next(2);
        int seed = Any([.. Producers(isList: false)]);
        StepInput[] texts = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Any([.. Producers(isList: false)])).Append(seed).Distinct().Select(producer => Input(producer, producer != seed && OneIn(3)))];
        bool repeats = kind is RandomStepKind.Repeat or RandomStepKind.MapRepeat;
        bool isChild = kind is RandomStepKind.Plain or RandomStepKind.Map && OneIn(6);
        bool isTransactional = !isChild && OneIn(6);
        bool isNotIdempotent = !isChild && OneIn(4);
        StepInput[] inputs = [.. list is { } from ? [new StepInput("list", from)] : Array.Empty<StepInput>(), .. zipped is { } beside ? [new StepInput("beside", beside)] : Array.Empty<StepInput>(), .. texts];
        return new RandomStep(kind, new StepPlan($"Step{position}")
        {
            Inputs = inputs,
            After = position > 0 && OneIn(5) ? [random.Next(position)] : [],
            Conditions = OneIn(3) ? [Condition()] : [],
            Signal = kind is not RandomStepKind.MapRepeat && OneIn(6) ? new SignalPlan($"signal{position}", "signal") : null,
            Map = kind is RandomStepKind.Map or RandomStepKind.MapRepeat ? new MapPlan(list!.Value) { MaxParallel = random.Next(1, 4), Zipped = zipped is { } other ? [other] : [], Conditions = OneIn(3) ? [ItemCondition(list.Value)] : [] } : null,
            Repeat = repeats ? new RepeatPlan(kind == RandomStepKind.MapRepeat ? WorkflowPlan.ItemOf(begins) : seed) { Max = MaxRounds, AtMax = RepeatEnd.TakeLast, Keep = random.Next(3) } : null,
            Delay = OneIn(10) ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero,
            Retry = new RetryPolicy(3),
            Child = isChild ? static () => RandomChild.Plan : null,
            Transactional = isTransactional,
            NotIdempotent = isNotIdempotent,
            Cache = !isChild && !isTransactional && !isNotIdempotent && !repeats && OneIn(4) ? new CachePlan(TimeSpan.FromHours(1)) : null,
            Queue = !isChild && OneIn(6) ? new OnQueuePlan(Queue) : null,
            Compensation = !repeats && !isChild && OneIn(3) ? Undo(texts) : null,
            Output = kind == RandomStepKind.Split ? PayloadType.Of<string[]>() : Text,
        })
        {
            List = list,
            Zipped = zipped,
            Origin = kind == RandomStepKind.Split ? position : list is { } mapped ? steps[mapped].Origin : 0,
            Begins = begins,
            Seed = seed,
            IsFlaky = OneIn(4),
            Emits = !isChild && OneIn(5),
        };
    }

    private RandomStepKind ChooseKind(bool hasLists) => random.Next(100) switch
    {
        < 40 => RandomStepKind.Plain,
        < 55 => RandomStepKind.Split,
        < 70 => RandomStepKind.Repeat,
        < 85 when hasLists => RandomStepKind.Map,
        < 92 when hasLists => RandomStepKind.Join,
        < 100 when hasLists => RandomStepKind.MapRepeat,
        _ => RandomStepKind.Plain,
    };

    private static CompensationPlan Undo(IEnumerable<StepInput> texts) => new("Undo") { Inputs = [new StepInput("result", WorkflowPlan.ResultProducer), .. texts], Retry = new RetryPolicy(3) };

    private ConditionPlan Condition()
    {
        predicates.Add(new PredicatePlan($"Is{predicates.Count}") { Inputs = [Input(Any([.. Producers(isList: false)]), isOptional: false)] });
        return new ConditionPlan(random.Next(2) == 0 ? ConditionKind.When : ConditionKind.Unless, predicates.Count - 1);
    }

    /// <summary>Steps that map over one list may go by one predicate, or by several.</summary>
    private ConditionPlan ItemCondition(int list)
    {
        if (!asked.TryGetValue(list, out int predicate) || OneIn(3))
        {
            asked[list] = predicate = itemPredicates.Count;
            itemPredicates.Add(new ItemPredicatePlan($"IsItem{itemPredicates.Count}") { Items = ["item"], Inputs = [Input(Any([.. Producers(isList: false)]), isOptional: OneIn(2))] });
        }

        return new ConditionPlan(random.Next(2) == 0 ? ConditionKind.When : ConditionKind.Unless, predicate);
    }

    /// <summary>Another list that goes back to the same one; null: there is none.</summary>
    private int? Beside(int list)
    {
        int[] aligned = [.. Producers(isList: true).Where(other => other != list && steps[other].Origin == steps[list].Origin)];
        return aligned.Length > 0 ? Any(aligned) : null;
    }

    private bool OneIn(int chances) => random.Next(chances) == 0;

    private int Any(int[] of) => of[random.Next(of.Length)];

    private IEnumerable<int> Producers(bool isList)
    {
        IEnumerable<int> producers = Enumerable.Range(0, steps.Count).Where(step => steps[step].IsList == isList);
        return isList ? producers : producers.Prepend(WorkflowPlan.InputProducer);
    }
}
