using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Describes a workflow that a declared step runs as a child, from source or from a referenced assembly.</summary>
internal static class ChildReader
{
    /// <summary>The child; null where its input and output are not known, which is reported where it is declared.</summary>
    public static ChildDescription? Describe(INamedTypeSymbol workflow, AttributeData attribute, TypeReader types)
    {
        INamedTypeSymbol[] contracts = [.. WorkflowParser.Contracts(workflow)];
        if (contracts.Length != 1 || contracts[0].IsBroken()) return null;
        ITypeSymbol? input = contracts[0].TypeArguments.Length == 2 ? contracts[0].TypeArguments[0] : null;
        return new ChildDescription(
            workflow.Name,
            WorkflowParser.Name(workflow, attribute),
            attribute.Named("Version", 1),
            input is null ? null : types.Describe(input),
            types.DescribeUnlessNone(contracts[0].TypeArguments[contracts[0].TypeArguments.Length - 1]),
            input is null ? null : InputConstructorReader.Read(input, types));
    }
}
