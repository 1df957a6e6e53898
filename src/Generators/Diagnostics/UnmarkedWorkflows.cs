using Microsoft.CodeAnalysis;
using Perdure.Generators.FrontEnd;

namespace Perdure.Generators.Diagnostics;

/// <summary>Classes that were meant to be workflows: they have steps and lack the mark.</summary>
internal static class UnmarkedWorkflows
{
    /// <summary>The property of a diagnostic by which the code fix knows it: the class's name.</summary>
    public const string Property = "unmarked";

    /// <summary>Whether a class has several steps, or one and the contract of a workflow.</summary>
    public static bool Is(INamedTypeSymbol type)
    {
        if (type.TypeKind != TypeKind.Class || type.IsWorkflow()) return false;
        int steps = Steps(type).Length;
        return steps > 1 || (steps == 1 && type.AllInterfaces.Any(contract => contract.OriginalDefinition.IsPerdure("IWorkflow`1") || contract.OriginalDefinition.IsPerdure("IWorkflow`2")));
    }

    public static IMethodSymbol[] Steps(INamedTypeSymbol type) => [.. type.GetMembers().OfType<IMethodSymbol>().Where(method => method.FindStepAttribute() is not null)];
}
