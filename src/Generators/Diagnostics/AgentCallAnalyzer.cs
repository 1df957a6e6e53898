using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Perdure.Generators.FrontEnd;

namespace Perdure.Generators.Diagnostics;

/// <summary>PDR117: a step that calls an agent itself, and not through its context, which records the call.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AgentCallAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = Descriptors.Of([ShapeRules.AgentCalledDirectly]);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        if (context is null) throw new ArgumentNullException(nameof(context));
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(Check, OperationKind.Invocation);
    }

    private static void Check(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (call.TargetMethod.Name != "InvokeAsync" || Agent(call.Instance) is not { } agent) return;
        if (Step(agent.Parameter.ContainingSymbol) is not { } step) return;
        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.Of(ShapeRules.AgentCalledDirectly), call.Syntax.GetLocation(), step.Name, TypeReader.Display(agent.Parameter.Type)));
    }

    /// <summary>The parameter, also where it is called as the interface that it implements.</summary>
    private static IParameterReferenceOperation? Agent(IOperation? instance)
    {
        while (instance is IConversionOperation conversion) instance = conversion.Operand;
        return instance is IParameterReferenceOperation { Parameter.Type: var type } parameter && type.IsAgent() ? parameter : null;
    }

    private static IMethodSymbol? Step(ISymbol owner) =>
        owner is IMethodSymbol method && (method.PartialDefinitionPart ?? method) is var declared && declared.FindStepAttribute() is not null && declared.ContainingType.IsWorkflow() ? declared : null;
}
