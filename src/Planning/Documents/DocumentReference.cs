namespace Perdure.Planning;

/// <summary>What a reference of a document leads to.</summary>
/// <param name="Source">The step's position, or one of the constants.</param>
/// <param name="Path">The way from what the source gives to what is meant.</param>
internal sealed record DocumentReference(int Source, MemberPath Path)
{
    /// <summary>What references call the workflow's input.</summary>
    public const string Input = "input";

    /// <summary>What references of a step with 'forEach' call its item.</summary>
    public const string Item = "item";

    /// <summary>What references of a condition that ends rounds call the round's result.</summary>
    public const string Result = "result";

    /// <summary>What references of an undo call the reason for which the run failed.</summary>
    public const string Cause = "cause";

    /// <summary>What a reference begins with that is no step, and no step can therefore be called.</summary>
    public static readonly string[] Reserved = [Input, Item, Result, Cause];

    /// <summary>The source that stands for an item.</summary>
    public const int ItemSource = -2;

    /// <summary>The source that stands for the result of a round.</summary>
    public const int ResultSource = -3;

    /// <summary>The source that stands for the reason for which the run failed.</summary>
    public const int CauseSource = -4;

    /// <summary>The type of what is meant.</summary>
    public TypeDescription Type => Path.Type;
}

/// <summary>What the references of one place can lead to.</summary>
/// <param name="Step">The step that they are of.</param>
/// <param name="Item">The type of its item; null: it has none.</param>
/// <param name="Result">The type of a round's result, or of what is undone; null: there is none.</param>
internal sealed record ReferenceScope(int Step, TypeDescription? Item, TypeDescription? Result)
{
    /// <summary>The type of the reason for which the run failed, where an undo may ask for it.</summary>
    public TypeDescription? Cause { get; init; }

    /// <summary>Whether it is an undo that takes: of its own step, and of nothing that the step does not take.</summary>
    public bool IsUndo { get; init; }
}

/// <summary>Finds what the references of a document lead to, and reports those that lead nowhere.</summary>
internal sealed class ReferenceReader(WorkflowDocument document, TypeDescription? input, bool isInputKnown, IReadOnlyList<DocumentCallee?> callees, ITypeConversions conversions, DocumentFindings findings)
{
    /// <summary>What a reference leads to; null: nowhere, which is reported, or to what is wrong itself.</summary>
    /// <param name="written">The reference.</param>
    /// <param name="called">How a message calls the place, as <c>'takes.limit' of step 'Check'</c>.</param>
    /// <param name="scope">What it can lead to.</param>
    public DocumentReference? Read(Written<string> written, string called, ReferenceScope scope)
    {
        string[] parts = written.Value.Split('.');
        int? source = Source(parts[0], scope, out TypeDescription? whole, out string? problem);
        if (problem is null && whole is not null)
        {
            if (MemberPath.Find(whole, [.. parts.Skip(1)], conversions, out int missing, out TypeDescription owner) is { } path) return new DocumentReference(source!.Value, path);
            string name = parts[missing + 1];
            problem = $"but '{owner.Display}' has no '{name}'{Wording.DidYouMean(NearNames.Find(name, conversions.Members(owner)))}";
        }

        if (problem is not null) findings.Add(DocumentRules.BadReference, written.Range, ObjectReader.Start(called), written.Value, problem);
        return null;
    }

    /// <summary>The position of a step; null: there is none, which is reported.</summary>
    public int? ReadStep(Written<string> written, string called, int self)
    {
        int step = Position(written.Value);
        if (step >= 0 && step != self) return step;
        string problem = step >= 0 ? "which is itself" : $"which is no step{Wording.DidYouMean(NearNames.Find(written.Value, Ids.Where((_, position) => position != self)))}";
        findings.Add(DocumentRules.BadReference, written.Range, ObjectReader.Start(called), written.Value, problem);
        return null;
    }

    private IEnumerable<string> Ids => document.Steps.Select(step => step.Id.Value);

    private int Position(string id) => Ids.ToList().IndexOf(id);

    private int? Source(string name, ReferenceScope scope, out TypeDescription? whole, out string? problem)
    {
        whole = null;
        problem = null;
        switch (name)
        {
            case DocumentReference.Input:
                whole = input;
                problem = isInputKnown && input is null ? "but the workflow takes no input" : null;
                return PlanArgument.Input;
            case DocumentReference.Item:
                whole = scope.Item;
                problem = document.Steps[scope.Step].ForEach is null ? "but the step has no 'forEach'" : null;
                return DocumentReference.ItemSource;
            case DocumentReference.Result when scope.Result is not null:
                whole = scope.Result;
                return DocumentReference.ResultSource;
            case DocumentReference.Result when scope.IsUndo:
                problem = callees[scope.Step] is null ? null : "but the step returns nothing";
                return DocumentReference.ResultSource;
            case DocumentReference.Cause when scope.Cause is not null:
                whole = scope.Cause;
                return DocumentReference.CauseSource;
            default:
                return Step(name, scope, out whole, out problem);
        }
    }

    private int? Step(string name, ReferenceScope scope, out TypeDescription? whole, out string? problem)
    {
        int step = Position(name);
        whole = step >= 0 ? callees[step]?.Gives : null;
        IEnumerable<string> known = Ids.Where((_, position) => position != scope.Step).Concat(input is null ? [] : [DocumentReference.Input]);
        problem = step < 0 ? $"which is no step{Wording.DidYouMean(NearNames.Find(name, known))}"
            : step == scope.Step && scope.IsUndo ? "but what the step itself returned is \"result\" to its undo"
            : step == scope.Step ? "but a step does not take its own result"
            : callees[step] is { Gives: null } ? "but the step returns nothing"
            : null;
        return step;
    }
}
