using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>Guesses whether a parameter was meant to be a service, so that the message can say where those come from.</summary>
internal static class ServiceTypes
{
    private static readonly string[] Endings = ["Client", "Factory", "Service", "Provider", "Repository", "Store", "Logger", "Options", "Context", "Accessor", "Manager", "Configuration"];

    public static bool LooksLikeService(ITypeSymbol type)
    {
        if (type is not INamedTypeSymbol { SpecialType: SpecialType.None } named || named.IsValueType) return false;
        if (IsIn(named, "System", "Collections")) return false;
        return IsIn(named, "Microsoft", "Extensions")
            || named.TypeKind == TypeKind.Interface
            || (Array.Exists(Endings, ending => named.Name.EndsWith(ending, StringComparison.Ordinal)) && !named.IsRecord);
    }

    private static bool IsIn(INamedTypeSymbol type, string root, string second)
    {
        INamespaceSymbol? inner = null;
        for (INamespaceSymbol? current = type.ContainingNamespace; current is { IsGlobalNamespace: false }; current = current.ContainingNamespace)
        {
            if (current.ContainingNamespace.IsGlobalNamespace) return current.Name == root && inner?.Name == second;
            inner = current;
        }

        return false;
    }
}
