namespace Perdure.Planning;

/// <summary>Translates what steps take.</summary>
internal sealed partial class DocumentTranslator
{
    /// <summary>What a parameter is called that is the input as a whole. It decides on no edge: no result can bear the name.</summary>
    private const string WholeName = "its input";

    /// <summary>The item of a step, and the parameter that maps over its collection; null: it has none, or something is wrong with it.</summary>
    private TypeDescription? ReadItem(StepDocument step, int position, out ParameterDescription? source)
    {
        source = null;
        if (step.ForEach is not { } written) return null;
        string called = $"'forEach' of step '{step.Id.Value}'";
        if (references.Read(written, called, new ReferenceScope(position, null, null)) is not { } reference) return null;
        string? problem = types.Element(reference.Type) is null ? $"which is '{reference.Type.DisplayWithNullability}', and no collection"
            : reference.Type.IsNullable ? $"which is '{reference.Type.DisplayWithNullability}' and can be null"
            : null;
        if (problem is not null)
        {
            findings.Add(DocumentRules.BadReference, written.Range, ObjectReader.Start(called), written.Value, problem);
            return null;
        }

        TypeDescription item = types.Element(reference.Type)!;
        FailedItems failures = step.Failures?.Value switch { "collect" => FailedItems.Collect, "tolerate" => FailedItems.Tolerate, _ => FailedItems.FailFast };
        ParameterDescription taken = reference.Path.Members.Count == 0 ? Take(WholeName, reference, null) : Pick(step, "items", reference, written.Range);
        source = taken with
        {
            Type = item,
            Path = new MemberPath(item, default),
            ForEach = new ForEachDescription(types.Many(item, canBeNull: false), step.MaxParallel?.Value ?? 0, failures, step.MaxFailures?.Value ?? 0),
        };
        return item;
    }

    private IEnumerable<ParameterDescription> ReadTakes(StepDocument step, DocumentCallee? callee, ReferenceScope scope, ParameterDescription? source)
    {
        if (callee is null || (step.ForEach is not null && source is null)) return [];
        bool areParts = step.Takes.Count > 0 && (step.Whole is null || (callee.Members ?? default).Any(member => IsNamed(member, step.Takes[0].Name.Value)));
        ParameterDescription?[] taken =
            areParts ? [.. step.Takes.Select(part => ReadPart(step, part, callee, scope, source))]
            : step.Whole is { } whole ? [Read(step, "takes", WholeName, whole, callee.Input, scope, source)]
            : source is not null ? [TakeItem(step, callee, scope, source)]
            : [.. FindByType(step, callee, scope)];
        ParameterDescription[] parameters = [.. taken.OfType<ParameterDescription>()];
        if (source is not null && parameters.Length > 0 && parameters.Length == taken.Length && parameters.All(parameter => parameter.ForEach is null))
            findings.Add(DocumentRules.BadValue, step.ForEach!.Range, $"Step '{step.Id.Value}'", "runs for each item of a collection and takes nothing of the item: take \"item\", or a member of it");
        return WithOptions(parameters, source);
    }

    private ParameterDescription TakeItem(StepDocument step, DocumentCallee callee, ReferenceScope scope, ParameterDescription source)
    {
        places.Note(scope.Step, step.ForEach!.Range, step.ForEach.Range);
        return source with { Type = Converted(source.Type, callee.Input) };
    }

    /// <summary>How the items run is said once, at the first of them.</summary>
    private static IEnumerable<ParameterDescription> WithOptions(ParameterDescription[] parameters, ParameterDescription? source)
    {
        int first = Array.FindIndex(parameters, parameter => parameter.ForEach is not null);
        return parameters.Select((parameter, position) => parameter.ForEach is null || position == first ? parameter : parameter with { ForEach = new ForEachDescription(source!.ForEach!.Collection, 0, FailedItems.FailFast, 0) });
    }

    private ParameterDescription? ReadPart(StepDocument step, NamedTake part, DocumentCallee callee, ReferenceScope scope, ParameterDescription? source)
    {
        TypeDescription? wanted = (callee.Members ?? default).FirstOrDefault(member => IsNamed(member, part.Name.Value))?.Type;
        return Read(step, $"takes.{part.Name.Value}", part.Name.Value, part.Value, wanted, scope, source, part.Name.Range);
    }

    private ParameterDescription? Read(StepDocument step, string property, string name, TakenDocument taken, TypeDescription? wanted, ReferenceScope scope, ParameterDescription? source, TextRange? nameRange = null)
    {
        string called = $"'{property}' of step '{step.Id.Value}'";
        places.Note(scope.Step, nameRange ?? taken.Range, taken.Range);
        if (taken.Literal is { } literal) return ReadLiteral(called, name, literal, taken.Range, wanted);
        if (references.Read(new Written<string>(taken.Reference!, taken.Range), called, scope) is not { } reference) return null;
        if (reference.Source == DocumentReference.ItemSource) return source is null ? null : source with { Name = name, Type = Converted(reference.Type, wanted), Path = reference.Path };

        // The engine hands the first round what is produced as it is.
        if (step.Repeat is null || reference.Path.Members.Count == 0) return Take(name, reference, wanted);
        ParameterDescription parameter = Pick(step, name == WholeName ? "input" : name, reference, taken.Range);
        picked.Add((step, reference, parameter.From!));
        return parameter with { Name = name, Type = Converted(reference.Type, wanted) };
    }

    /// <summary>Where the input has no such part, nobody knows of which type the literal would be: the planner reports the part.</summary>
    private ParameterDescription? ReadLiteral(string called, string name, LiteralDescription literal, TextRange range, TypeDescription? wanted)
    {
        string? problem = null;
        LiteralDescription? value = wanted is null ? literal : Literals.As(literal, wanted, types, out problem);
        if (problem is not null) findings.Add(DocumentRules.BadComparison, range, ObjectReader.Start(called), problem);
        TypeDescription unknown = new("string", "string", false, false, null);
        return value is null ? null : new ParameterDescription(name, wanted ?? unknown, ParameterRole.Literal, null, IsInput: false, LooksLikeService: false) { Literal = value };
    }

    private ParameterDescription Take(string name, DocumentReference reference, TypeDescription? wanted) =>
        new(name, Converted(reference.Type, wanted), ParameterRole.Data, reference.Source >= 0 ? document.Steps[reference.Source].Id.Value : null, reference.Source == PlanArgument.Input, LooksLikeService: false)
        {
            Path = reference.Path.Members.Count == 0 ? null : reference.Path,
        };

    /// <summary>What is wanted, where what there is can stand for it; else what there is, and the planner says that it does not fit.</summary>
    private TypeDescription Converted(TypeDescription given, TypeDescription? wanted) =>
        wanted is not null && (TypeFit.Fits(given, wanted) || TypeFit.Assigns(given, wanted, types)) ? wanted : given;

    /// <summary>A step of its own that returns a member of a result.</summary>
    private ParameterDescription Pick(StepDocument step, string name, DocumentReference reference, TextRange range)
    {
        string id = $"{step.Id.Value}.{name}";
        picks.Add(new StepDescription(id, id, null, reference.Type, new([Take("whole", reference, null)]), null, default, IsResult: false, null, null, IsNotIdempotent: false) { Returned = 0 });
        places.NotePick(range);
        return new ParameterDescription(WholeName, reference.Type, ParameterRole.Data, id, IsInput: false, LooksLikeService: false);
    }

    /// <summary>Nothing is said: the whole, where somebody returns it, else each part that has no default. By which the planner then finds who.</summary>
    private IEnumerable<ParameterDescription?> FindByType(StepDocument step, DocumentCallee callee, ReferenceScope scope)
    {
        if (callee.Input is not { } wanted) return [];
        TextRange place = (step.Agent ?? step.Workflow)!.Range;
        bool isWhole = callee.Members is null || Producers(scope.Step).Any(given => TypeFit.Family(given) == TypeFit.Family(wanted));
        AgentInputMember[] members = isWhole ? [] : [.. callee.Members!.Value.Where(member => !member.IsOptional)];
        (string Name, TypeDescription Type)[] searched = isWhole ? [(WholeName, wanted)] : [.. members.Select(member => (member.Name, member.Type))];
        for (var i = 0; i < searched.Length; i++) places.Note(scope.Step, place, place);
        return searched.Select(one => new ParameterDescription(one.Name, one.Type, ParameterRole.Data, null, IsInput: false, LooksLikeService: false));
    }

    private IEnumerable<TypeDescription> Producers(int self) =>
        callees.Where((_, position) => position != self).Select(callee => callee?.Gives).Append(input).OfType<TypeDescription>();

    private static bool IsNamed(AgentInputMember member, string name) => string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase);
}
