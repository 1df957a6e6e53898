namespace Perdure.Planning;

/// <summary>Translates the conditions of a document: 'when' and 'unless' into predicates, 'case' and 'otherwise' into cases. What cannot be compared is reported.</summary>
internal sealed class ConditionTranslator(WorkflowDocument document, ReferenceReader references, DocumentPlaces places, IDocumentTypes types, DocumentFindings findings)
{
    private readonly List<PredicateDescription> predicates = [];

    /// <summary>The predicates, in the order of the steps.</summary>
    public IReadOnlyList<PredicateDescription> Predicates => predicates;

    /// <summary>The conditions of a step.</summary>
    public IReadOnlyList<ConditionDescription> Read(StepDocument step, ReferenceScope scope)
    {
        List<ConditionDescription?> read = [];
        if (step.When is { } when) read.Add(Ask(DecisionKind.When, step, when, "when", scope));
        if (step.Unless is { } unless) read.Add(Ask(DecisionKind.Unless, step, unless, "unless", scope));
        if (step.Case is { } one) read.Add(ReadCase(step, one, scope));
        if (step.Otherwise is { } otherwise && ReadSubject(otherwise, $"'otherwise' of step '{step.Id.Value}'", scope) is { } rest) read.Add(new ConditionDescription(DecisionKind.Otherwise, rest.Step) { On = rest.On });
        return [.. read.OfType<ConditionDescription>()];
    }

    /// <summary>What ends the rounds of a step; null: something is wrong with it, which is reported.</summary>
    public PredicateDescription? ReadRound(StepDocument step, ConditionDocument condition, string name, ReferenceScope scope)
    {
        string called = $"'repeat.{name}' of step '{step.Id.Value}'";
        var sources = new Sources();
        if (Translate(condition, called, scope, sources) is not { } test) return null;
        if (sources.All is [DocumentReference.ResultSource]) return new PredicateDescription($"{step.Id.Value}.{name}", new([Parameter(DocumentReference.ResultSource, sources)])) { Test = Settle(test, sources) };
        findings.Add(DocumentRules.BadReference, condition.Range, ObjectReader.Start(called), "other data", "but a round is judged by its \"result\" alone");
        return null;
    }

    private ConditionDescription? Ask(DecisionKind kind, StepDocument step, ConditionDocument condition, string name, ReferenceScope scope)
    {
        var sources = new Sources();
        if (Translate(condition, $"'{name}' of step '{step.Id.Value}'", scope, sources) is not { } test) return null;
        string method = $"{step.Id.Value}.{name}";
        places.NotePredicate(condition.Range);
        predicates.Add(new PredicateDescription(method, new(sources.All.Select(source => Parameter(source, sources)))) { Test = Settle(test, sources) });
        return new ConditionDescription(kind, method);
    }

    /// <summary>What a predicate takes is whole: a step that was skipped leaves nothing to ask, unless it is asked whether it is missing.</summary>
    private ParameterDescription Parameter(int source, Sources sources)
    {
        string name = source switch
        {
            PlanArgument.Input => DocumentReference.Input,
            DocumentReference.ItemSource => DocumentReference.Item,
            DocumentReference.ResultSource => DocumentReference.Result,
            _ => document.Steps[source].Id.Value,
        };
        return new ParameterDescription(name, sources.TypeOf(source), ParameterRole.Data, source >= 0 ? name : null, source == PlanArgument.Input, LooksLikeService: false);
    }

    /// <summary>Every way begins at what the predicate takes, which may be null once one part of it asks for that.</summary>
    private static PredicateTest Settle(PredicateTest test, Sources sources) => test.Path is { } path
        ? test with { Path = path with { Whole = sources.TypeOf(sources.All[test.Parameter]) } }
        : test with { Parts = new(test.Parts.Select(part => Settle(part, sources))) };

    private PredicateTest? Translate(ConditionDocument condition, string called, ReferenceScope scope, Sources sources)
    {
        if (condition.Of is { } of) return Compare(condition, of, called, scope, sources);
        PredicateTest?[] parts = [.. condition.Parts.Select(part => Translate(part, called, scope, sources))];
        return parts.Any(part => part is null) ? null : new PredicateTest(condition.Kind, -1, null, default, new(parts.OfType<PredicateTest>().ToArray()));
    }

    private PredicateTest? Compare(ConditionDocument condition, Written<string> of, string called, ReferenceScope scope, Sources sources)
    {
        if (references.Read(of, called, scope) is not { } reference) return null;
        if (condition.Kind == TestKind.IsTrue && reference.Type.Key != "bool")
        {
            findings.Add(DocumentRules.BadComparison, of.Range, ObjectReader.Start(called), $"is '{of.Value}', which is '{reference.Type.DisplayWithNullability}' and not 'bool': compare it, as in {{ \"of\": \"{of.Value}\", \"is\": … }}");
            return null;
        }

        LiteralDescription?[] values = [.. condition.Values.Select(value => Value(condition.Kind, value, of, called, reference.Type))];
        if (values.Any(value => value is null)) return null;
        int parameter = sources.Take(reference, isMissing: condition.Kind == TestKind.IsMissing);
        return new PredicateTest(condition.Kind, parameter, reference.Path, new(values.OfType<LiteralDescription>().ToArray()), default);
    }

    private LiteralDescription? Value(TestKind kind, Written<LiteralDescription> written, Written<string> of, string called, TypeDescription type)
    {
        string? problem = null;
        LiteralDescription? value = null;
        bool areNumbers = kind != TestKind.Is || Literals.IsNumber(type);
        if (written.Value.Kind == LiteralKind.Null) problem = "compares with null: write { \"of\": …, \"isMissing\": true }";
        else if (!areNumbers) value = Literals.As(written.Value, type with { IsNullable = false }, types, out problem);
        else if (Literals.Compares(written.Value, type)) value = written.Value;
        else problem = $"compares '{of.Value}', which is '{type.DisplayWithNullability}', with {Literals.Called(written.Value)}{(kind == TestKind.Is ? "" : ": what is less and greater are numbers")}";
        if (problem is not null) findings.Add(DocumentRules.BadComparison, written.Range, ObjectReader.Start(called), problem);
        return value;
    }

    private ConditionDescription? ReadCase(StepDocument step, ConditionDocument one, ReferenceScope scope)
    {
        string called = $"'case' of step '{step.Id.Value}'";
        if (ReadSubject(one.Of!, called, scope) is not { } subject) return null;
        CaseDescription?[] values = [.. one.Values.Select(value => ReadCaseValue(value, subject.Type, called))];
        return values.Any(value => value is null) ? null : new ConditionDescription(DecisionKind.Case, subject.Step) { On = subject.On, Values = new(values.OfType<CaseDescription>().ToArray()) };
    }

    private CaseDescription? ReadCaseValue(Written<LiteralDescription> value, TypeDescription type, string called)
    {
        CaseDescription? read = Literals.AsCase(value.Value, type, types, out string? problem);
        if (problem is not null) findings.Add(DocumentRules.BadComparison, value.Range, ObjectReader.Start(called), problem);
        return read;
    }

    /// <summary>The step whose result decides, or a member of it; null: something is wrong with it, which is reported.</summary>
    private (string Step, string? On, TypeDescription Type)? ReadSubject(Written<string> of, string called, ReferenceScope scope)
    {
        if (references.Read(of, called, scope) is not { } reference) return null;
        string? problem = reference.Source < 0 ? "but a case is of a step's result: use 'when'"
            : reference.Path.Members.Count > 1 ? "but a case is of a result or of a member of it, and of no member of that: use 'when'"
            : types.Switch(reference.Type) is null ? $"which is '{reference.Type.DisplayWithNullability}', but a case is of an enum, a bool, a text or an integer"
            : null;
        if (problem is null) return (document.Steps[reference.Source].Id.Value, reference.Path.Members.Count == 0 ? null : reference.Path.Members[0].Name, reference.Type);
        findings.Add(DocumentRules.BadReference, of.Range, ObjectReader.Start(called), of.Value, problem);
        return null;
    }

    /// <summary>What one predicate takes, each once.</summary>
    private sealed class Sources
    {
        private readonly Dictionary<int, TypeDescription> wholes = [];
        private readonly HashSet<int> missing = [];

        public List<int> All { get; } = [];

        /// <summary>The type of what is taken: null is allowed where a part asks whether it is missing.</summary>
        public TypeDescription TypeOf(int source) => missing.Contains(source) ? wholes[source] with { IsNullable = true } : wholes[source];

        public int Take(DocumentReference reference, bool isMissing)
        {
            if (!All.Contains(reference.Source)) All.Add(reference.Source);
            wholes[reference.Source] = reference.Path.Whole;
            if (isMissing) missing.Add(reference.Source);
            return All.IndexOf(reference.Source);
        }
    }
}
