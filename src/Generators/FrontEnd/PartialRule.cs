using Microsoft.CodeAnalysis;
using Perdure.Generators.Diagnostics;

namespace Perdure.Generators.FrontEnd;

/// <summary>PDR001: C# adds to a class only where it, and each type around it, says <c>partial</c>.</summary>
internal static class PartialRule
{
    /// <summary>What is not partial.</summary>
    /// <param name="symbol">The class.</param>
    /// <param name="identifier">Its name, in the part that is read.</param>
    /// <param name="kind">What the class is: <c>Workflow</c> or <c>Agent</c>.</param>
    /// <param name="generated">What is to be added.</param>
    public static IEnumerable<ShapeFinding> Check(INamedTypeSymbol symbol, Location identifier, string kind, string generated)
    {
        if (!SourceLocations.IsPartial(symbol)) yield return new ShapeFinding(ShapeRules.NotPartial, identifier, $"{kind} '{symbol.Name}' is not partial", generated);
        for (INamedTypeSymbol? outer = symbol.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            if (SourceLocations.IsPartial(outer)) continue;
            yield return new ShapeFinding(
                ShapeRules.NotPartial, SourceLocations.Identifier(outer), $"Type '{outer.Name}' around {kind.ToLowerInvariant()} '{symbol.Name}' is not partial", generated);
        }
    }
}
