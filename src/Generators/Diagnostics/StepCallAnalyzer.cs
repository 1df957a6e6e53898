using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Perdure.Generators.FrontEnd;

namespace Perdure.Generators.Diagnostics;

/// <summary>PDR109: a step, a predicate or an undo that is called like a method, or handed on as a delegate. Only within the workflow's own assembly: a unit test elsewhere may call a step.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class StepCallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of([ShapeRules.StepCalled]);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(
            operation => Check(operation, ((IInvocationOperation)operation.Operation).TargetMethod), OperationKind.Invocation);
        context.RegisterOperationAction(
            operation => Check(operation, ((IMethodReferenceOperation)operation.Operation).Method), OperationKind.MethodReference);
    }

    private static void Check(OperationAnalysisContext context, IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.Ordinary) return;
        if (!SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, context.Compilation.Assembly)) return;
        if (!method.ContainingType.IsWorkflow()) return;
        bool isStep = method.OriginalDefinition.FindStepAttribute() is not null;
        bool isPredicate = !isStep && ConditionAttributes.IsPredicate(method.OriginalDefinition);
        bool isDelay = !isStep && DelayParser.IsDelay(method.OriginalDefinition);
        if (!isStep && !isPredicate && !isDelay && !UndoParser.IsUndo(method.OriginalDefinition)) return;
        string remedy = isDelay ? "let a step wait by it, with [Delay]"
            : !isStep && !isPredicate ? "let a run that fails call it, by [Compensate]"
            : isPredicate ? "decide with [When] or [Unless]"
            : ResultType.Of(method).Type is { } result && !result.IsNone()
            ? $"take its result as a parameter of type '{TypeReader.Display(result)}'"
            : $"order steps with [After(nameof({method.Name}))]";
        context.ReportDiagnostic(Diagnostic.Create(Descriptors.Of(ShapeRules.StepCalled), Name(context.Operation.Syntax).GetLocation(), isStep ? "Step" : isPredicate ? "Predicate" : isDelay ? "Delay" : "Undo", method.Name, remedy));
    }

    private static SyntaxNode Name(SyntaxNode syntax) => syntax switch
    {
        InvocationExpressionSyntax invocation => Name(invocation.Expression),
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => syntax,
    };
}
