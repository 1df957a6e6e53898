using System.Text.RegularExpressions;

namespace Perdure.Planning.Tests.Sketching;

/// <summary>
/// A workflow written as a few lines of text:
/// <code>
/// Document -> Insights
/// Summarize(Document document) -> Summary by SummarizeAgent
/// [After(Summarize), Retry(3)] Notify([From(Summarize)] Text text)
/// agent SummarizeAgent: Document -> Summary
/// agent Desk [Remote(Interrupt, Cancel)]: Document -> Draft
/// [OnInterrupt(Approval, Name = approved, Timeout = 7d)] Write(Document document) -> Draft by Desk
/// agent Writer: Question{string topic, int tone = 0, required Style style} -> Draft
/// [Case(Classify, Small, On = Kind), When(IsBig)] Draft(Document document)
/// [Repeat(Until = IsGood, Max = 5)] Refine([ForEach(MaxParallel = 2)] Draft draft) -> Draft
/// predicate IsBig(Document document)
/// [Compensate(Refund)] Charge(Document document) -> Receipt
/// undo Refund(Receipt receipt)

/// delay UntilDue(Document document)
/// enum Kind: Small, Large
/// queue gpu
/// key Tenant(Document document)
/// flags Colors: Red, Green
/// members Classification: Kind Kind, string Label
/// Summary : Text
/// </code>
/// The first line is the workflow; the last one says that a <c>Summary</c> converts to a <c>Text</c>.
/// </summary>
internal sealed partial class Sketch : ITypeConversions
{
    private readonly Dictionary<string, AgentDescription> agents = [];
    private readonly HashSet<(string From, string To)> conversions = [];

    private Sketch(string text)
    {
        string[] lines = [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
        foreach (string line in lines.Where(IsAgent)) AddAgent(line["agent ".Length..]);
        foreach (Match match in lines.Skip(1).Select(line => ConversionLine().Match(line)).Where(match => match.Success))
        {
            conversions.Add((match.Groups["from"].Value, match.Groups["to"].Value));
        }

        ReadDeclarations(lines);
        ReadQueues(lines);
        StepDescription[] steps = [.. lines.Skip(1).Where(line => !IsAgent(line) && !IsDeclaration(line) && !IsQueue(line) && !ConversionLine().IsMatch(line)).Select(Step)];
        Match workflow = WorkflowLine().Match(lines[0]);
        if (!workflow.Success) throw new FormatException($"No workflow: {lines[0]}");
        Marks marks = Marks.Read(workflow.Groups["marks"].Value);
        Workflow = new WorkflowDescription("Sketched", "sketched", 1, Type(workflow.Groups["in"].Value), Type(workflow.Groups["out"].Value), marks.Retry, marks.Timeout, new(steps))
        {
            Predicates = new(steps.Any(step => step.Repeat is not null) ? predicates.Where(predicate => steps.Any(step => step.Conditions.Any(condition => condition.Name == predicate.Method))) : predicates),
            Delays = new(delays),
            PossibleDelays = new(delays.Select(delay => delay.Method)),
            PossiblePredicates = new(predicates.Select(predicate => predicate.Method)),
            PossibleKeys = new(keys.Select(key => key.Name)),
            Queues = new(queues),
            PossibleUndos = new(undos.Keys),
        };
    }

    public WorkflowDescription Workflow { get; }

    public static Sketch Of(string text) => new(text);

    public static PlanResult Plan(string text)
    {
        var sketch = new Sketch(text);
        return Planner.Plan(sketch.Workflow, sketch);
    }

    public bool Converts(TypeDescription from, TypeDescription to) =>
        from.Key == to.Key || conversions.Contains((from.Key, to.Key))
        || (from.ElementKey is { } element && element == to.ElementKey && to.Key.StartsWith('I'));

    private static bool IsAgent(string line) => line.StartsWith("agent ", StringComparison.Ordinal);

    private void AddAgent(string line)
    {
        Match match = AgentLine().Match(line);
        if (!match.Success) throw new FormatException($"No agent: {line}");
        Marks marks = Marks.Read(match.Groups["marks"].Value);
        EquatableArray<AgentInputMember>? members = match.Groups["members"].Success ? new(Split(match.Groups["members"].Value).Select(Member)) : null;
        string name = match.Groups["name"].Value;
        agents.Add(name, new AgentDescription(name, Names.OfAgent(name), Type(match.Groups["in"].Value)!, Type(match.Groups["out"].Value), members, marks.Retry, marks.Timeout) { Abilities = Abilities(marks) });
    }

    private static AgentInputMember Member(string text)
    {
        Match match = MemberPart().Match(text);
        return new AgentInputMember(match.Groups["name"].Value, Type(match.Groups["type"].Value)!, match.Groups["optional"].Success, match.Groups["required"].Success);
    }

    private StepDescription Step(string line)
    {
        Match match = StepLine().Match(line);
        if (!match.Success) throw new FormatException($"No step: {line}");
        Marks marks = Marks.Read(match.Groups["marks"].Value);
        return new StepDescription(
            match.Groups["name"].Value,
            marks.Value("Id"),
            marks.Value("As"),
            Type(match.Groups["out"].Value),
            new(Split(match.Groups["parameters"].Value).Select(Parameter)),
            match.Groups["agent"].Success ? agents[match.Groups["agent"].Value] : null,
            new(marks.Values("After").Select(step => new AfterDescription(step))),
            marks.Has("Result"),
            marks.Retry,
            marks.Timeout,
            marks.Has("NotIdempotent"))
        {
            Conditions = new(Conditions(marks)),
            Collected = Collected(match),
            CollectedOrNull = CollectedOrNull(match),
            Repeat = Repeat(marks),
            Compensate = Compensate(marks),
            Heartbeat = marks.Value("Heartbeat"),
            Cache = marks.Value("Cache") is { } time ? new CacheDescription(time, marks.Named("Cache", "Scope") == "Agent", marks.Named("Cache", "Version")) : null,
            Queue = OnQueue(marks),
            Interrupt = Interrupt(marks, match.Groups["name"].Value),
            Delay = marks.Value("Delay") is { Length: > 0 } delay && !delay.Contains('=') ? delay : null,
            DelayBy = marks.Named("Delay", "By"),
            IsDelayed = marks.Has("Delay"),
            Tag = marks.Value("Tag") is { } tag ? new TagDescription(tag, match.Groups["out"].Value is "string" or "int" or "bool") : null,
        };
    }

    private static ParameterDescription Parameter(string text)
    {
        Match match = ParameterPart().Match(text);
        if (!match.Success) throw new FormatException($"No parameter: {text}");
        Marks marks = Marks.Read(match.Groups["marks"].Value);
        TypeDescription type = Type(match.Groups["type"].Value)!;
        ParameterRole role = type.Display switch
        {
            "StepContext" => ParameterRole.StepContext,
            "CancellationToken" => ParameterRole.CancellationToken,
            _ when type.Display.EndsWith("Agent", StringComparison.Ordinal) => ParameterRole.Agent,
            _ => marks.Has("Signal") ? ParameterRole.Signal : ParameterRole.Data,
        };
        return new ParameterDescription(match.Groups["name"].Value, type, role, marks.Value("From"), marks.Has("Input"), type.Display.StartsWith("ILogger", StringComparison.Ordinal))
        {
            ForEach = ForEach(marks, type),
            Signal = Signal(marks, match.Groups["name"].Value),
        };
    }

    private static TypeDescription? Type(string text)
    {
        string name = text.Trim();
        if (name.Length == 0) return null;
        bool isNullable = name.EndsWith('?');
        if (isNullable) name = name[..^1];
        Match collection = CollectionType().Match(name);
        string? element = name == "byte[]" || !collection.Success ? null : collection.Groups["element"].Value;
        return new TypeDescription(name, name, isNullable, char.IsLower(name[0]) && element is null && name != "string", element);
    }

    // Commas inside of brackets separate the arguments of a mark, not parameters.
    private static IEnumerable<string> Split(string list) => TopLevelComma().Split(list).Select(part => part.Trim()).Where(part => part.Length > 0);

    [GeneratedRegex(@"^(\[(?<marks>.*?)\])?\s*(?<in>\S*?)\s*->\s*(?<out>\S*)$")]
    private static partial Regex WorkflowLine();

    [GeneratedRegex(@"^(?<name>\w+)\s*(\[(?<marks>.*?)\])?\s*:\s*(?<in>[^\s{]+)\s*(\{(?<members>.*)\})?\s*->\s*(?<out>\S*)$")]
    private static partial Regex AgentLine();

    [GeneratedRegex(@"^(?<from>\S+)\s+:\s+(?<to>\S+)$")]
    private static partial Regex ConversionLine();

    [GeneratedRegex(@"^(\[(?<marks>.*?)\]\s+)?(?<name>\w+)\((?<parameters>.*)\)(\s*->\s*(?<out>\S+))?(\s+by\s+(?<agent>\w+))?$")]
    private static partial Regex StepLine();

    [GeneratedRegex(@"^(\[(?<marks>.*?)\]\s+)?(?<type>\S+)\s+(?<name>\w+)$")]
    private static partial Regex ParameterPart();

    [GeneratedRegex(@"^(?<required>required\s+)?(?<type>\S+)\s+(?<name>\w+)(?<optional>\s*=.*)?$")]
    private static partial Regex MemberPart();

    [GeneratedRegex(@"^(?<element>.+)\[\]$|^(List|IReadOnlyList|IEnumerable)<(?<element>.+)>$")]
    private static partial Regex CollectionType();

    [GeneratedRegex(@",(?![^\[]*\])")]
    private static partial Regex TopLevelComma();
}
