using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.FrontEnd;

namespace Perdure.Generators.Diagnostics;

/// <summary>Silences advice that is wrong for steps, predicates, undos and keys of queues: the runner calls them, so that they are used, and a parameter may stand for order alone.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StepSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor Static = new("PDRS01", "CA1822", "A step may become one that needs its services; the plan calls it either way");
    private static readonly SuppressionDescriptor UnusedParameter = new("PDRS02", "IDE0060", "A parameter of a step or a predicate is an edge of the plan, also where its value is not looked at");
    private static readonly SuppressionDescriptor UnusedMember = new("PDRS03", "IDE0051", "The generated runner calls it");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [Static, UnusedParameter, UnusedMember];

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (!IsOnStep(context, diagnostic)) continue;
            SuppressionDescriptor descriptor = SupportedSuppressions.First(suppression => suppression.SuppressedDiagnosticId == diagnostic.Id);
            context.ReportSuppression(Suppression.Create(descriptor, diagnostic));
        }
    }

    private static bool IsOnStep(SuppressionAnalysisContext context, Diagnostic diagnostic)
    {
        if (diagnostic.Location.SourceTree is not { } tree) return false;
        SyntaxNode node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan);
        return node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } declaration
            && context.GetSemanticModel(tree).GetDeclaredSymbol(declaration, context.CancellationToken) is IMethodSymbol method
            && method.ContainingType.IsWorkflow()
            && (method.FindStepAttribute() is not null || ConditionAttributes.IsPredicate(method) || DelayParser.IsDelay(method) || UndoParser.IsUndo(method) || QueueKeyParser.IsKey(method));
    }
}
