using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Turns a workflow that has been read and planned into the value that the emitter gets. The last place that sees a symbol.</summary>
internal static class WorkflowModelBuilder
{
    private static readonly SymbolDisplayFormat Signature = new(
        globalNamespaceStyle: SymbolDisplayGlobalNamespaceStyle.Included,
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeModifiers,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The model; null where C# has no way to add anything to the class.</summary>
    public static WorkflowModel? Build(ParsedWorkflow workflow, PlanResult result)
    {
        if (Classes.Describe(workflow.Symbol, SourceLocations.GeneratedFileSuffix) is not { } @class) return null;
        PlanModel? plan = workflow.HasShape ? result.Plan : null;
        return new WorkflowModel(
            @class,
            Define(workflow),
            plan,
            plan is null ? Errors(workflow, result) : default,
            plan is null || !WorkflowParser.NeedsInstance(workflow.Steps, workflow.Asked, workflow.Undos, workflow.Keys) ? null : ConstructorReader.Choose(workflow.Symbol, fromInside: true, out _),
            new EquatableArray<StepModel>(workflow.Steps.Select(Describe)),
            plan is null ? default : PayloadReader.Read(plan, workflow.Types))
        {
            Signals = SignalReader.Describe(workflow, name => Hides(workflow.Symbol, name)),
            StaticPredicates = new EquatableArray<string>(workflow.Asked.Where(predicate => predicate.Method.IsStatic).Select(predicate => predicate.Method.Name).Distinct(StringComparer.Ordinal)),
            StaticKeys = new EquatableArray<string>(workflow.Keys.Where(key => key.Method.IsStatic).Select(key => key.Method.Name)),
            InstantDelays = new EquatableArray<string>(workflow.Delays.Where(delay => DelayParser.IsInstant(delay.Method.ReturnType)).Select(delay => delay.Method.Name)),
            Undos = new EquatableArray<UndoModel>(workflow.Undos.Select(undo => new UndoModel(undo.Method.Name, undo.Method.IsStatic, ResultType.Of(undo.Method).IsAwaited))),
        };
    }

    private static EquatableArray<string> Errors(ParsedWorkflow workflow, PlanResult result) => new(
        workflow.Findings.Where(finding => finding.IsError).Select(finding => finding.Rule.Id)
            .Concat(result.Findings.Where(finding => finding.Rule.Severity == Severity.Error).Select(finding => finding.Rule.Id))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(id => id, StringComparer.Ordinal));

    private static DefinitionModel? Define(ParsedWorkflow workflow)
    {
        string name = WorkflowClassRules.ReservedNames[0];
        INamedTypeSymbol symbol = workflow.Symbol;
        if (symbol.Name == name || symbol.GetMembers(name).Length > 0) return null;

        Visibility reach = ClassShape.Reach(symbol);
        foreach (ITypeSymbol payload in workflow.Contract is null ? [] : workflow.Contract.TypeArguments) reach = ClassShape.Least(reach, ClassShape.Reach(payload));
        string accessibility = reach switch { Visibility.Public => "public", Visibility.Internal => "internal", _ => "private" };
        return new DefinitionModel(accessibility, Hides(symbol, name), workflow.Contract is { } contract && !contract.IsBroken() ? PlanType(contract) : null);
    }

    private static string PlanType(INamedTypeSymbol contract) =>
        $"global::Perdure.WorkflowPlan<{string.Join(", ", contract.TypeArguments.Select(TypeReader.Text))}>";

    private static bool Hides(INamedTypeSymbol symbol, string name)
    {
        for (INamedTypeSymbol? type = symbol.BaseType; type is not null; type = type.BaseType)
        {
            if (type.IsWorkflow() && (name != SignalReader.Class || SignalReader.HasSignals(type)) || type.GetMembers(name).Any(member => member.DeclaredAccessibility != Accessibility.Private)) return true;
        }

        return false;
    }

    private static StepModel Describe(ParsedStep step) => new(
        step.Method.Name,
        step.NeedsBody && !IsBroken(step.Method) ? Declare(step.Method) : null,
        step.Method.IsStatic,
        ResultType.Of(step.Method).IsAwaited,
        step.IsDeclared && step.Agent is not null ? TypeReader.Text(step.Agent) : null);

    /// <summary>A type that the compiler does not know is said to be unknown once, where the user wrote it.</summary>
    private static bool IsBroken(IMethodSymbol method) => method.ReturnType.IsBroken() || method.Parameters.Any(parameter => parameter.Type.IsBroken());

    /// <summary>Modifiers as they are written, types as they mean the same everywhere, names; and nothing else, because attributes and default values must not be repeated.</summary>
    private static string Declare(IMethodSymbol method)
    {
        SyntaxTokenList modifiers = SourceLocations.Declaration(method) is MethodDeclarationSyntax declaration ? declaration.Modifiers : default;
        IEnumerable<string> written = modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword) && !modifier.IsKind(SyntaxKind.PartialKeyword)).Select(modifier => modifier.Text);
        return string.Join(" ", [.. written, "partial", method.ToDisplayString(Signature)]);
    }
}
