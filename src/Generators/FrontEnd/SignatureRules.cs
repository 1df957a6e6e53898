using Microsoft.CodeAnalysis;
using Perdure.Generators.Diagnostics;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>PDR007: what a step's signature cannot have.</summary>
internal static class SignatureRules
{
    public static IEnumerable<ShapeFinding> Check(IMethodSymbol method)
    {
        if (MethodProblem(method) is { } problem) yield return At(SourceLocations.Identifier(method), method, problem);
        if (ResultType.Of(method).Type is { } result && PayloadProblem(result) is { } unstorable)
        {
            yield return At(SourceLocations.Returns(method), method, "returns " + unstorable);
        }

        foreach (IParameterSymbol parameter in method.Parameters)
        {
            if (ParameterProblem(parameter) is { } wrong) yield return At(SourceLocations.Type(parameter), method, wrong);
        }
    }

    /// <summary>Why a value of the type cannot be stored as JSON and read back, as the end of "takes …"; null: nothing that is known here.</summary>
    public static string? PayloadProblem(ITypeSymbol type)
    {
        if (type.IsBroken()) return null;
        string name = TypeReader.Display(type);
        if (ContainsDynamic(type)) return $"'{name}', whose type JSON would lose: name the type";
        if (type.IsRefLikeType || type is IPointerTypeSymbol or IFunctionPointerTypeSymbol) return $"'{name}', which cannot outlive a call";
        if (type.OriginalDefinition.Is("System.Collections.Generic", "IAsyncEnumerable`1")) return $"'{name}', which cannot be stored: use a list";
        return ContainsTuple(type) ? $"the tuple '{name}', whose values JSON would lose: make it a record" : null;
    }

    /// <summary>Why a parameter cannot be filled from a plan, as the end of a message; null: nothing.</summary>
    public static string? ParameterProblem(IParameterSymbol parameter) =>
        parameter.RefKind != RefKind.None ? $"takes '{parameter.Name}' by reference, but a parameter is read from the database"
        : parameter.IsParams ? $"takes '{parameter.Name}' as params, but a plan gives it one value: leave params out"
        : parameter.IsOptional ? $"gives '{parameter.Name}' a default value, but each parameter has one producer: leave the value out"
        : PayloadProblem(parameter.Type) is { } problem ? "takes " + problem
        : null;

    private static string? MethodProblem(IMethodSymbol method) =>
        method.MethodKind != MethodKind.Ordinary ? "is not an ordinary method"
        : method.IsGenericMethod ? "is generic, but each result in a plan has one type"
        : method.RefKind != RefKind.None ? "returns by reference, but a result is stored and read back"
        : method is { IsAsync: true, ReturnsVoid: true } ? "is async void, so nothing could await it: return a Task"
        : null;

    private static bool ContainsDynamic(ITypeSymbol type) => type switch
    {
        IDynamicTypeSymbol => true,
        IArrayTypeSymbol array => ContainsDynamic(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(ContainsDynamic),
        _ => false,
    };

    private static bool ContainsTuple(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => ContainsTuple(array.ElementType),
        INamedTypeSymbol named => named.IsTupleType || named.TypeArguments.Any(ContainsTuple),
        _ => false,
    };

    private static ShapeFinding At(Location location, IMethodSymbol method, string problem) =>
        new(ShapeRules.UnsupportedSignature, location, "Step", method.Name, problem);
}
