using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>A step that starts a child in every run of its workflow.</summary>
/// <param name="Step">The step's <c>[Step&lt;T&gt;]</c>.</param>
/// <param name="Child">The child's class.</param>
internal sealed record ChildStep(AttributeData Step, INamedTypeSymbol Child);

/// <summary>Finds the children that every run of a workflow starts: no condition decides on them, and no collection may be empty.</summary>
internal static class ChildSteps
{
    /// <summary>The unguarded children of a workflow of this compilation, in the order of its steps; none of one that has no plan.</summary>
    public static IReadOnlyList<ChildStep> Unguarded(INamedTypeSymbol symbol, Compilation compilation)
    {
        if (!HasChildren(symbol) || symbol.FindAttribute(PerdureSymbols.WorkflowAttribute) is not { } attribute) return [];
        ParsedWorkflow workflow = WorkflowParser.Parse(symbol, attribute, compilation, forMessages: false);
        if (workflow.Plan().Plan is not { } plan) return [];
        bool[] guarded = Guarded(plan);
        return
        [
            .. plan.Steps.Where((step, position) => step.Child is not null && !guarded[position])
                .Select(step => workflow.Steps.First(parsed => parsed.Method.Name == step.Method))
                .Where(step => step.Agent is not null)
                .Select(step => new ChildStep(step.Attribute, step.Agent!)),
        ];
    }

    private static bool HasChildren(INamedTypeSymbol symbol) => symbol.GetMembers().OfType<IMethodSymbol>().Any(method =>
        method.FindStepAttribute() is { AttributeClass: { Arity: 1, TypeArguments: [INamedTypeSymbol child] } } && child.IsWorkflow());

    /// <summary>Each step stands behind those that it takes from: a step that has to be skipped with another is guarded as that one is.</summary>
    public static bool[] Guarded(PlanModel plan)
    {
        var guarded = new bool[plan.Steps.Count];
        for (var position = 0; position < guarded.Length; position++)
        {
            PlanStep step = plan.Steps[position];
            guarded[position] = step.Conditions.Count > 0 || step.Map is not null || step.Arguments.Any(argument =>
                argument is { Role: ParameterRole.Data, IsOptional: false, Others.Count: 0, Producer: >= 0 } && guarded[argument.Producer]);
        }

        return guarded;
    }
}
