using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.CodeFixes.Syntax;

/// <summary>The names of the framework's types at a place: short where the place has a using for them.</summary>
internal sealed class NamesInScope(SemanticModel model, int position) : ContractTypeNames
{
    protected override bool IsKnown(string @namespace, string name, int arity) =>
        model.LookupNamespacesAndTypes(position, name: name).OfType<INamedTypeSymbol>().Where(type => type.Arity == arity).ToArray() is [var found] && found.ContainingNamespace.ToDisplayString() == @namespace;
}
