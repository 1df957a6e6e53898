namespace Perdure.Language.Tests.Workflows.Random;

/// <summary>A plan of up to 60 steps with all that a step can have, the same for the same seed: what a workflow could compile to that nobody wrote. Its last step is its result, and takes whatever is there.</summary>
internal sealed class RandomPlan
{
    /// <summary>How many there are, so that a worker in another process knows the same ones.</summary>
    public const int Seeds = 40;

    private static readonly PayloadType Text = PayloadType.Of<string>();

    private readonly System.Random random;
    private readonly List<RandomStep> steps = [];
    private readonly List<PredicatePlan> predicates = [];

    private RandomPlan(int seed)
    {
        random = new System.Random(seed);
        int count = random.Next(5, 60);
        for (var step = 0; step < count; step++) steps.Add(Next(step));
        steps.Add(new RandomStep(RandomStepKind.Plain, new StepPlan("End") { Inputs = [.. Producers(isList: false).TakeLast(5).Select(producer => Input(producer, isOptional: true))], Output = Text }));
        Plan = new WorkflowPlan<string, string>($"random-{seed}", 1, new RandomRunner(steps, predicates))
        {
            Input = Text,
            Output = Text,
            Steps = [.. steps.Select(step => step.Plan)],
            Predicates = predicates,
            Result = count,
        };
    }

    public WorkflowPlan<string, string> Plan { get; }

    public IReadOnlyList<RandomStep> Steps => steps;

    public static RandomPlan Of(int seed) => new(seed);

    private static StepInput Input(int producer, bool isOptional) => new($"from{producer}", producer) { IsOptional = isOptional && producer >= 0 };

    private RandomStep Next(int position)
    {
        int[] lists = [.. Producers(isList: true)];
        RandomStepKind kind = random.Next(100) switch
        {
            < 40 => RandomStepKind.Plain,
            < 55 => RandomStepKind.Split,
            < 70 => RandomStepKind.Repeat,
            < 85 when lists.Length > 0 => RandomStepKind.Map,
            < 92 when lists.Length > 0 => RandomStepKind.Join,
            < 100 when lists.Length > 0 => RandomStepKind.MapRepeat,
            _ => RandomStepKind.Plain,
        };
        int? list = kind is RandomStepKind.Map or RandomStepKind.Join or RandomStepKind.MapRepeat ? Any(lists) : null;
        int seed = Any([.. Producers(isList: false)]);
        StepInput[] texts = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Any([.. Producers(isList: false)])).Append(seed).Distinct().Select(producer => Input(producer, producer != seed && random.Next(3) == 0))];
        bool repeats = kind is RandomStepKind.Repeat or RandomStepKind.MapRepeat;
        return new RandomStep(kind, new StepPlan($"Step{position}")
        {
            Inputs = [.. list is { } from ? [new StepInput("list", from)] : Array.Empty<StepInput>(), .. texts],
            After = position > 0 && random.Next(5) == 0 ? [random.Next(position)] : [],
            Conditions = random.Next(3) == 0 ? [Condition()] : [],
            Map = kind is RandomStepKind.Map or RandomStepKind.MapRepeat ? new MapPlan(list!.Value) { MaxParallel = random.Next(1, 4) } : null,
            Repeat = repeats ? new RepeatPlan(kind == RandomStepKind.MapRepeat ? WorkflowPlan.ItemProducer : seed) { Max = 4, AtMax = RepeatEnd.TakeLast, Keep = random.Next(3) } : null,
            Delay = random.Next(10) == 0 ? TimeSpan.FromMilliseconds(1) : TimeSpan.Zero,
            Retry = new RetryPolicy(3),
            NotIdempotent = random.Next(4) == 0,
            Output = kind == RandomStepKind.Split ? PayloadType.Of<string[]>() : Text,
        })
        {
            List = list,
            Seed = seed,
            IsFlaky = random.Next(4) == 0,
        };
    }

    private ConditionPlan Condition()
    {
        predicates.Add(new PredicatePlan($"Is{predicates.Count}") { Inputs = [Input(Any([.. Producers(isList: false)]), isOptional: false)] });
        return new ConditionPlan(random.Next(2) == 0 ? ConditionKind.When : ConditionKind.Unless, predicates.Count - 1);
    }

    private int Any(int[] of) => of[random.Next(of.Length)];

    private IEnumerable<int> Producers(bool isList)
    {
        IEnumerable<int> producers = Enumerable.Range(0, steps.Count).Where(step => steps[step].IsList == isList);
        return isList ? producers : producers.Prepend(WorkflowPlan.InputProducer);
    }
}
