using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Perdure.Generators.FrontEnd;

namespace Perdure.Generators.Diagnostics;

/// <summary>PDR016: attributes of the language where they mean nothing.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StepPlacementAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] OnMethods =
    [
        PerdureSymbols.AfterAttribute, PerdureSymbols.ResultAttribute, PerdureSymbols.RetryAttribute, PerdureSymbols.TimeoutAttribute, PerdureSymbols.NotIdempotentAttribute,
        PerdureSymbols.WhenAttribute, PerdureSymbols.UnlessAttribute, PerdureSymbols.CaseAttribute, PerdureSymbols.OtherwiseAttribute, PerdureSymbols.RepeatAttribute,
        PerdureSymbols.CompensateAttribute, PerdureSymbols.HeartbeatAttribute, PerdureSymbols.CacheAttribute, PerdureSymbols.DelayAttribute, PerdureSymbols.TagAttribute, PerdureSymbols.OnQueueAttribute,
        PerdureSymbols.OnInterruptAttribute,
    ];

    private static readonly string[] OnUndos = [PerdureSymbols.RetryAttribute, PerdureSymbols.TimeoutAttribute];

    private static readonly string[] OnParameters = [PerdureSymbols.FromAttribute, PerdureSymbols.InputAttribute, PerdureSymbols.ForEachAttribute, PerdureSymbols.SignalAttribute];

    // Methods that decide take inputs and results as steps do; a signal of one is an error of its own. Which item they take follows from its type.
    private static readonly string[] OnStepsAlone = [PerdureSymbols.ForEachAttribute];

    private static readonly string[] OnClasses = [PerdureSymbols.RetryAttribute, PerdureSymbols.TimeoutAttribute, PerdureSymbols.NotIdempotentAttribute, PerdureSymbols.ScheduleAttribute];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of([ShapeRules.OutsideOfWorkflow]);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(method => Analyze((IMethodSymbol)method.Symbol, method.ReportDiagnostic), SymbolKind.Method);
        context.RegisterOperationAction(function => Analyze(((ILocalFunctionOperation)function.Operation).Symbol, function.ReportDiagnostic), OperationKind.LocalFunction);
        context.RegisterSymbolAction(AnalyzeClass, SymbolKind.NamedType);
    }

    private static void Analyze(IMethodSymbol method, Action<Diagnostic> report)
    {
        if (method.PartialDefinitionPart is not null) return;
        if (method.FindStepAttribute() is { } step)
        {
            // The attributes beside it are the same mistake.
            if (method.MethodKind == MethodKind.LocalFunction) Report(report, step, method, $"'{method.Name}' is a local function");
            else if (!method.ContainingType.IsWorkflow() && !UnmarkedWorkflows.Is(method.ContainingType)) Report(report, step, method, $"'{method.ContainingType.Name}' is not a [Workflow] class");
            return;
        }

        string problem = method.MethodKind == MethodKind.Constructor ? "a constructor is not a step" : $"'{method.Name}' is not a step";
        ReportEach(report, method, UndoParser.IsUndo(method) ? [.. OnMethods.Except(OnUndos)] : OnMethods, problem);
        string[] strange = ConditionAttributes.IsPredicate(method) || DelayParser.IsDelay(method) ? OnStepsAlone : OnParameters;
        foreach (IParameterSymbol parameter in method.Parameters) ReportEach(report, parameter, strange, problem);
    }

    private static void AnalyzeClass(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (type.TypeKind != TypeKind.Class) return;
        if (type.IsAgent())
        {
            if (!type.IsWorkflow()) ReportEach(context.ReportDiagnostic, type, [PerdureSymbols.ScheduleAttribute], "it is said of a workflow");
            return;
        }

        if (UnmarkedWorkflows.Is(type)) ReportUnmarked(context.ReportDiagnostic, type);
        else if (!type.IsWorkflow()) ReportEach(context.ReportDiagnostic, type, OnClasses, $"'{type.Name}' is neither a workflow nor an agent");
        else ReportEach(context.ReportDiagnostic, type, [PerdureSymbols.NotIdempotentAttribute], "it is said of a step or an agent");
    }

    /// <summary>One forgotten attribute is one mistake, however many steps wait for it.</summary>
    private static void ReportUnmarked(Action<Diagnostic> report, INamedTypeSymbol type)
    {
        IMethodSymbol[] steps = UnmarkedWorkflows.Steps(type);
        report(Diagnostic.Create(
            Descriptors.Of(ShapeRules.OutsideOfWorkflow),
            SourceLocations.Identifier(type),
            steps.Select(step => SourceLocations.Identifier(step)),
            ImmutableDictionary<string, string?>.Empty.Add(UnmarkedWorkflows.Property, type.Name),
            "Step",
            string.Join("', '", steps.Select(step => step.Name)),
            $"'{type.Name}' is not marked [Workflow]"));
    }

    private static void ReportEach(Action<Diagnostic> report, ISymbol symbol, string[] attributes, string problem)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (Array.Exists(attributes, name => attribute.AttributeClass.IsPerdure(name))) Report(report, attribute, symbol, problem);
        }
    }

    private static void Report(Action<Diagnostic> report, AttributeData attribute, ISymbol symbol, string problem)
    {
        string name = attribute.AttributeClass!.Name;
        const string suffix = "Attribute";
        report(Diagnostic.Create(
            Descriptors.Of(ShapeRules.OutsideOfWorkflow),
            SourceLocations.AttributeName(attribute),
            name.Substring(0, name.Length - suffix.Length),
            symbol.Name,
            problem));
    }
}
