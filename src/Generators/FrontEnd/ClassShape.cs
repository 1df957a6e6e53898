using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>What generated code can and cannot do with a class.</summary>
internal static class ClassShape
{
    /// <summary>Why a class can be neither a workflow nor an agent, as the end of "is …"; null: nothing.</summary>
    public static string? Problem(INamedTypeSymbol type)
    {
        if (type.IsStatic) return "static";
        if (type.IsAbstract) return "abstract";
        if (type.Arity > 0) return "generic";
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.IsFileLocal) return "file-scoped";
            if (outer.Arity > 0) return $"nested in the generic type '{TypeReader.Display(outer)}'";
        }

        return Reach(type) == Visibility.Hidden ? "private" : null;
    }

    /// <summary>From where a type can be named: the least of the type, those around it and those it is made of.</summary>
    public static Visibility Reach(ITypeSymbol type)
    {
        switch (type)
        {
            case IArrayTypeSymbol array:
                return Reach(array.ElementType);
            case INamedTypeSymbol named:
                var reach = Visibility.Public;
                foreach (ITypeSymbol argument in named.TypeArguments) reach = Least(reach, Reach(argument));
                for (INamedTypeSymbol? outer = named; outer is not null; outer = outer.ContainingType) reach = Least(reach, Own(outer));
                return reach;
            default:
                return Visibility.Public;
        }
    }

    public static Visibility Least(Visibility left, Visibility right) => left < right ? left : right;

    private static Visibility Own(INamedTypeSymbol type) => type.DeclaredAccessibility switch
    {
        Accessibility.Public or Accessibility.NotApplicable => Visibility.Public,
        Accessibility.Internal or Accessibility.ProtectedOrInternal => Visibility.Internal,
        _ => Visibility.Hidden,
    };
}

/// <summary>From where a type can be named.</summary>
internal enum Visibility
{
    /// <summary>From a part of the assembly only.</summary>
    Hidden,

    /// <summary>From the whole assembly.</summary>
    Internal,

    /// <summary>From everywhere.</summary>
    Public,
}
