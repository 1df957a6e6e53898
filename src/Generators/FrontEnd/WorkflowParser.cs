using Microsoft.CodeAnalysis;
using Perdure.Generators.Diagnostics;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads a workflow class: symbols in, a description and findings out. The one front end of the generator and of the analyzer.</summary>
internal sealed class WorkflowParser
{
    private const string Suffix = "Workflow";

    private readonly INamedTypeSymbol symbol;
    private readonly AttributeData attribute;
    private readonly TypeReader types;
    private readonly List<ShapeFinding> findings = [];
    private readonly StepParser stepParser;
    private readonly PredicateParser predicateParser;
    private readonly UndoParser undoParser;
    private readonly QueueKeyParser keyParser;
    private readonly Compilation compilation;
    private readonly DelayParser delayParser;

    private WorkflowParser(INamedTypeSymbol symbol, AttributeData attribute, Compilation compilation, bool forMessages)
    {
        this.symbol = symbol;
        this.attribute = attribute;
        this.compilation = compilation;
        types = new TypeReader(compilation);
        stepParser = new StepParser(types, forMessages ? new AgentSuggestions(compilation) : null, findings);
        predicateParser = new PredicateParser(symbol, stepParser);
        undoParser = new UndoParser(symbol, stepParser, types);
        keyParser = new QueueKeyParser(symbol, stepParser);
        delayParser = new DelayParser(symbol, stepParser);
    }

    /// <summary>Reads a class that is marked <c>[Workflow]</c>.</summary>
    /// <param name="symbol">The class.</param>
    /// <param name="attribute">Its <c>[Workflow]</c>.</param>
    /// <param name="compilation">Knows conversions.</param>
    /// <param name="forMessages">Whether the messages will be read, and may cost something.</param>
    public static ParsedWorkflow Parse(INamedTypeSymbol symbol, AttributeData attribute, Compilation compilation, bool forMessages) =>
        new WorkflowParser(symbol, attribute, compilation, forMessages).Parse();

    public static string Name(INamedTypeSymbol symbol, AttributeData attribute) => attribute.Argument<string>(0) ?? Names.OfWorkflow(symbol.Name);

    /// <summary>The <c>IWorkflow</c> that a class implements.</summary>
    public static IEnumerable<INamedTypeSymbol> Contracts(INamedTypeSymbol symbol) =>
        symbol.AllInterfaces.Where(contract => contract.OriginalDefinition.IsPerdure("IWorkflow`1") || contract.OriginalDefinition.IsPerdure("IWorkflow`2"));

    private ParsedWorkflow Parse()
    {
        INamedTypeSymbol[] contracts = [.. Contracts(symbol)];
        INamedTypeSymbol? contract = contracts.Length == 1 ? contracts[0] : null;
        bool isBroken = attribute.IsBroken()
            || symbol.BaseType?.TypeKind == TypeKind.Error || symbol.Interfaces.Any(PerdureSymbols.IsBroken)
            || PerdureSymbols.HasBrokenParts(symbol);

        CheckContract(contracts, isBroken);
        CheckName();
        findings.AddRange(WorkflowClassRules.Check(symbol, attribute, contract));
        ParsedStep[] steps = [.. Steps().Select(step => stepParser.Parse(step.Method, step.Attribute))];
        bool hasDuplicates = CheckDuplicates(steps);
        ParsedPredicate[] predicates = predicateParser.Parse(NamedPredicates(steps));
        ParsedPredicate[] ofRounds = predicateParser.Parse(steps.SelectMany(step => PartsAttributes.Predicates(step.Method)));
        ParsedUndo[] undos = undoParser.Parse(steps.Select(step => step.Method));
        ParsedKey[] keys = keyParser.Parse(steps.Select(step => step.Method));
        steps = [.. steps.Select(step => WithKey(WithUndo(WithPredicate(step, ofRounds), undos), keys))];
        ParsedPredicate[] delays = delayParser.Parse(steps.Select(step => step.Method));
        CheckConstructor(steps, [.. predicates, .. ofRounds, .. delays], undos, keys);

        WorkflowDescription? description = contract is null || hasDuplicates || stepParser.PreventsPlan ? null : Describe(contract, steps, predicates, delays);
        isBroken |= stepParser.IsBroken || predicateParser.IsBroken || delayParser.IsBroken || undoParser.IsBroken || keyParser.IsBroken;
        return new ParsedWorkflow(symbol, attribute, contract, description, types, steps, [.. findings], isBroken) { Predicates = predicates, RoundPredicates = ofRounds, Delays = delays, Undos = undos, Keys = keys };
    }

    private WorkflowDescription Describe(INamedTypeSymbol contract, ParsedStep[] steps, ParsedPredicate[] predicates, ParsedPredicate[] delays) => new(
        symbol.Name,
        Name(symbol, attribute),
        attribute.Named("Version", 1),
        contract.TypeArguments.Length == 2 ? types.Describe(contract.TypeArguments[0]) : null,
        types.DescribeUnlessNone(contract.TypeArguments[contract.TypeArguments.Length - 1]),
        AttributeArguments.ReadRetry(symbol, types),
        AttributeArguments.ReadTimeout(symbol),
        new EquatableArray<StepDescription>(steps.Select(step => step.Description)))
    {
        Predicates = new EquatableArray<PredicateDescription>(predicates.Select(predicate => predicate.Description)),
        Delays = new EquatableArray<PredicateDescription>(delays.Select(delay => delay.Description)),
        PossibleDelays = new EquatableArray<string>(delayParser.Possible()),
        RunTimeout = attribute.Named<string>("Timeout"),
        Schedules = ScheduleParser.Read(symbol),
        PossiblePredicates = new EquatableArray<string>(predicateParser.Possible()),
        PossibleUndos = new EquatableArray<string>(undoParser.Possible()),
        PossibleKeys = new EquatableArray<string>(keyParser.Possible()),
        Queues = steps.Any(step => step.Description.Queue is not null) ? QueueDeclarations.Names(compilation) : default,
    };

    private static ParsedStep WithPredicate(ParsedStep step, ParsedPredicate[] ofRounds) => step.Description.Repeat is { } repeat
        ? step with { Description = step.Description with { Repeat = repeat with { Predicate = Array.Find(ofRounds, known => known.Method.Name == (repeat.Until ?? repeat.While))?.Description } } }
        : step;

    private static ParsedStep WithUndo(ParsedStep step, ParsedUndo[] undos) => step.Description.Compensate is { } compensate
        ? step with { Description = step.Description with { Compensate = compensate with { Method = Array.Find(undos, known => known.Method.Name == compensate.Undo)?.Description } } }
        : step;

    private static ParsedStep WithKey(ParsedStep step, ParsedKey[] keys) => step.Description.Queue is { } queue
        ? step with { Description = step.Description with { Queue = queue with { Method = Array.Find(keys, known => known.Method.Name == queue.Key)?.Description } } }
        : step;

    private static IEnumerable<string> NamedPredicates(ParsedStep[] steps) => steps
        .SelectMany(step => step.Description.Conditions)
        .Where(condition => condition.Kind is DecisionKind.When or DecisionKind.Unless)
        .Select(condition => condition.Name);

    private IEnumerable<(IMethodSymbol Method, AttributeData Attribute)> Steps()
    {
        foreach (ISymbol member in symbol.GetMembers())
        {
            if (member is IMethodSymbol method && method.FindStepAttribute() is { } step) yield return (method, step);
        }
    }

    private void CheckContract(INamedTypeSymbol[] contracts, bool isBroken)
    {
        if (contracts.Length == 1 || isBroken) return;
        string problem = contracts.Length == 0
            ? "implements neither IWorkflow<TIn, TOut> nor IWorkflow<TOut>, so nothing says what it takes and returns"
            : $"implements {string.Join(" and ", contracts.Select(contract => $"'{TypeReader.Display(contract)}'"))}, but takes and returns one thing only";
        findings.Add(new ShapeFinding(ShapeRules.NoContract, SourceLocations.Identifier(symbol, attribute), symbol.Name, problem));
    }

    private void CheckName()
    {
        string name = Name(symbol, attribute);
        Location identifier = SourceLocations.Identifier(symbol, attribute);
        if (Names.Problem(name) is { } problem)
        {
            findings.Add(new ShapeFinding(ShapeRules.BadDurableName, SourceLocations.Argument(attribute) ?? identifier, $"Workflow name '{name}'", problem));
        }
        else if (attribute.Argument<string>(0) is null && Names.IsDoubtful(symbol.Name, Suffix))
        {
            findings.Add(new ShapeFinding(ShapeRules.DoubtfulName, identifier, Suffix, symbol.Name, name, "Workflow("));
        }

        int version = attribute.Named("Version", 1);
        if (version >= 1) return;
        Location place = SourceLocations.Argument(attribute, "Version") ?? identifier;
        findings.Add(new ShapeFinding(ShapeRules.BadDurableName, place, $"Version {version} of workflow '{name}'", "is less than 1"));
    }

    private bool CheckDuplicates(ParsedStep[] steps)
    {
        int before = findings.Count;
        foreach (IGrouping<string, ParsedStep> group in steps.GroupBy(step => step.Method.Name, StringComparer.Ordinal)) Report(group, "name");

        // One of each name is left: two of one name have one id as well, which is the same mistake.
        IEnumerable<ParsedStep> named = steps.GroupBy(step => step.Method.Name, StringComparer.Ordinal).Select(group => group.First());
        foreach (IGrouping<string, ParsedStep> group in named.GroupBy(step => step.Description.Id ?? Names.StepId(step.Method.Name), StringComparer.Ordinal)) Report(group, "id");
        return findings.Count > before;
    }

    private void Report(IGrouping<string, ParsedStep> group, string what)
    {
        ParsedStep[] same = [.. group];
        if (same.Length < 2) return;
        string names = string.Join(" and ", same.Select(step => $"'{step.Method.Name}'"));
        Location[] places = [.. same.Select(step => SourceLocations.Identifier(step.Method))];
        findings.Add(new ShapeFinding(ShapeRules.DuplicateStep, places[1], [names, what, group.Key], [places[0], .. places.Skip(2)]));
    }

    /// <summary>Whether anything is called on an instance.</summary>
    public static bool NeedsInstance(IEnumerable<ParsedStep> steps, IEnumerable<ParsedPredicate> predicates, IEnumerable<ParsedUndo> undos, IEnumerable<ParsedKey> keys) =>
        steps.Any(step => !step.IsDeclared && !step.Method.IsStatic) || predicates.Any(predicate => !predicate.Method.IsStatic) || undos.Any(undo => !undo.Method.IsStatic) || keys.Any(key => !key.Method.IsStatic);

    private void CheckConstructor(ParsedStep[] steps, ParsedPredicate[] predicates, ParsedUndo[] undos, ParsedKey[] keys)
    {
        if (symbol.IsStatic || symbol.IsAbstract || !NeedsInstance(steps, predicates, undos, keys)) return;
        if (ConstructorReader.Choose(symbol, fromInside: true, out string? problem) is not null || problem is null) return;
        findings.Add(new ShapeFinding(ShapeRules.NoConstructor, SourceLocations.Identifier(symbol, attribute), Suffix, symbol.Name, problem));
    }
}
