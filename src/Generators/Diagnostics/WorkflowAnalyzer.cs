using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.FrontEnd;
using Perdure.Planning;

namespace Perdure.Generators.Diagnostics;

/// <summary>Reports what the front ends and the planner find wrong with workflow and agent classes, and with documents.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class WorkflowAnalyzer : DiagnosticAnalyzer
{
    private static readonly Rule[] Reported =
    [
        ShapeRules.NotPartial, ShapeRules.NoContract, ShapeRules.UnsupportedClass, ShapeRules.BadAgent, ShapeRules.MutableState, ShapeRules.UnsupportedSignature,
        ShapeRules.ReservedName, ShapeRules.DuplicateStep, ShapeRules.WrongBody, ShapeRules.BadDurableName, ShapeRules.DoubtfulName, ShapeRules.NoConstructor,
        ShapeRules.NotAnAgent, ShapeRules.NothingGenerated, ShapeRules.UnregisteredAgent, ShapeRules.DeclaredWithTransaction, ShapeRules.SeveralTransactions,
        ShapeRules.AgentInTransaction, ShapeRules.BadRemoteAgent, ShapeRules.SeveralMarks, ShapeRules.BadRuntime, ShapeRules.UnrepeatableAttribute, ShapeRules.RemoteTooOld, ShapeRules.ChildOfDocument, .. Rules.All, .. DocumentRules.All,
    ];

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of(Reported);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
        context.RegisterCompilationStartAction(DocumentDiagnostics.Register);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var symbol = (INamedTypeSymbol)context.Symbol;
        if (symbol.TypeKind != TypeKind.Class) return;
        if (symbol.FindAttribute(PerdureSymbols.WorkflowAttribute) is { } workflow) AnalyzeWorkflow(context, symbol, workflow);
        if (symbol.FindAgentAttribute() is { } agent) AnalyzeAgent(context, symbol, agent);
        if (!symbol.IsAbstract && RemoteAgentRules.AreKnown(context.Compilation) && AgentMarks.IsRemoteKind(symbol)) AnalyzeKind(context, symbol);
    }

    /// <summary>PDR025: the attribute of a kind of remote agents that is declared here.</summary>
    private static void AnalyzeKind(SymbolAnalysisContext context, INamedTypeSymbol symbol)
    {
        if (RemoteAgentRules.RuntimeProblem(symbol) is { } problem) Report(context, [new ShapeFinding(ShapeRules.BadRuntime, SourceLocations.Identifier(symbol), symbol.Name, problem)]);
    }

    private static void AnalyzeAgent(SymbolAnalysisContext context, INamedTypeSymbol symbol, AttributeData attribute)
    {
        ParsedAgent agent = AgentParser.Parse(symbol, attribute, context.Compilation);
        Report(context, agent.Findings);
        if (agent.Model is not null && attribute.IsRemote() && UnseenTypes.PreventedHalf(agent)) Report(context, [UnseenTypes.Describe(agent)]);
        foreach (Finding finding in AgentReader.JudgePolicies(symbol, new TypeReader(context.Compilation)))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.Of(finding.Rule), PlaceLocations.OfPolicy(symbol, finding.Place.Part) ?? SourceLocations.Identifier(symbol, attribute), [], Properties(finding), [.. finding.Arguments]));
        }
    }

    private static void AnalyzeWorkflow(SymbolAnalysisContext context, INamedTypeSymbol symbol, AttributeData attribute)
    {
        ParsedWorkflow workflow = WorkflowParser.Parse(symbol, attribute, context.Compilation, forMessages: true);
        Report(context, workflow.Findings);
        PlanResult result = workflow.Plan();
        if (result.Plan is not null && workflow.HasShape && UnseenTypes.PreventedPlan(workflow)) Report(context, [UnseenTypes.Describe(workflow)]);
        foreach (Finding finding in result.Findings)
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.Of(finding.Rule),
                PlaceLocations.Find(workflow, finding.Place),
                finding.Others.Select(other => PlaceLocations.Find(workflow, other)),
                Properties(finding),
                [.. finding.Arguments]));
        }
    }

    private static void Report(SymbolAnalysisContext context, ShapeFinding[] findings)
    {
        foreach (ShapeFinding finding in findings)
        {
            ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
            if (finding.LeaveOut is { } names) properties = properties.Add(FindingProperties.LeaveOut, names);
            context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(finding.Rule), finding.Location, finding.Others, properties, finding.Arguments));
        }
    }

    /// <summary>What the planner says as <c>key=value</c>, as the compiler hands it to code fixes.</summary>
    private static ImmutableDictionary<string, string?> Properties(Finding finding)
    {
        ImmutableDictionary<string, string?>.Builder properties = ImmutableDictionary.CreateBuilder<string, string?>(StringComparer.Ordinal);
        foreach (string property in finding.Properties)
        {
            int at = property.IndexOf('=');
            if (at > 0) properties[property.Substring(0, at)] = property.Substring(at + 1);
        }

        return properties.ToImmutable();
    }
}
