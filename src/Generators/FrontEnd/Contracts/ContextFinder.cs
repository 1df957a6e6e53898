using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds the serializer contexts of a compilation, in the order in which generated code chooses among them. Walks all its classes, so it is asked where there is a contract to compare.</summary>
internal static class ContextFinder
{
    public static INamedTypeSymbol[] Find(Compilation compilation) =>
        [.. Types(compilation.Assembly.GlobalNamespace).Where(static type => SerializerContextReader.Read(type) is { } read && read.Types.Count > 0).OrderBy(TypeReader.Text, StringComparer.Ordinal)];

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (INamespaceOrTypeSymbol member in container.GetMembers().OfType<INamespaceOrTypeSymbol>())
        {
            if (member is INamedTypeSymbol { TypeKind: TypeKind.Class } type) yield return type;
            foreach (INamedTypeSymbol inner in Types(member)) yield return inner;
        }
    }
}
