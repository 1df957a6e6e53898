namespace Perdure.Planning;

/// <summary>When a value of one type may stand where another is wanted, without anyone saying so.</summary>
internal static class TypeFit
{
    /// <summary>Whether it is the same type, <c>T</c> where <c>T?</c> is wanted, or a collection of the same element.</summary>
    public static bool Fits(TypeDescription at, TypeDescription wanted) => Family(at) == Family(wanted) && !MayBeUnwantedNull(at, wanted);

    /// <summary>Whether null is allowed here and not there.</summary>
    public static bool MayBeUnwantedNull(TypeDescription at, TypeDescription wanted) => at.IsNullable && !wanted.IsNullable;

    /// <summary>What types have in common that fit one another, nullability aside. A collection's family cannot be the key of a type.</summary>
    public static string Family(TypeDescription type) => type.ElementKey is { } element ? "*" + element : type.Key;

    /// <summary>Whether a C# expression of one type is one of the other: identity or a conversion, and no null where none is allowed.</summary>
    public static bool Assigns(TypeDescription at, TypeDescription wanted, ITypeConversions conversions) =>
        !MayBeUnwantedNull(at, wanted) && (at.Key == wanted.Key || conversions.Converts(at, wanted));

    /// <summary>Whether a parameter's value can be handed on. Collections of the same element stand for one another only where C# converts them: here the value is not read from JSON.</summary>
    public static bool HandsOn(TypeDescription at, TypeDescription wanted, ITypeConversions conversions) =>
        Fits(at, wanted) && Assigns(at, wanted, conversions);

    /// <summary>The type as which a stored value is read for a parameter: that of its producer, in which it is stored; C# converts it from there. Collections of the same element have one form in JSON and are read as the parameter wants them.</summary>
    public static TypeDescription ReadAs(TypeDescription at, TypeDescription wanted) =>
        wanted.ElementKey is not null && Fits(at, wanted) ? wanted : at;
}
