using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads attributes as far as they are written: in an editor every argument can be missing.</summary>
internal static class AttributeArguments
{
    public static T? Argument<T>(this AttributeData attribute, int position, T? fallback = default) =>
        position < attribute.ConstructorArguments.Length ? Value(attribute.ConstructorArguments[position], fallback) : fallback;

    public static T? Named<T>(this AttributeData attribute, string name, T? fallback = default)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name) return Value(argument.Value, fallback);
        }

        return fallback;
    }

    public static string[] NamedTexts(this AttributeData attribute, string name) =>
        [.. attribute.NamedArray(name).Select(value => value.Value).OfType<string>()];

    /// <param name="symbol">What bears it.</param>
    /// <param name="types">Describes the exceptions.</param>
    /// <param name="isSeen">Which exceptions are read; null: all.</param>
    public static RetryDescription? ReadRetry(ISymbol symbol, TypeReader types, Func<ITypeSymbol, bool>? isSeen = null)
    {
        if (symbol.FindAttribute(PerdureSymbols.RetryAttribute) is not { } retry) return null;
        ITypeSymbol[] nonRetryable = [.. retry.NamedArray("NonRetryable").Select(type => type.Value).OfType<ITypeSymbol>().Where(type => isSeen is null || isSeen(type))];
        return new RetryDescription(
            retry.Argument(0, 1),
            retry.Named<string>("Delay", "1s") ?? "",
            retry.Named("Factor", 2.0),
            retry.Named<string>("MaxDelay", "5m") ?? "",
            retry.Named("Jitter", 0.2),
            new EquatableArray<string>(nonRetryable.Select(type => types.Describe(type).Key)))
        {
            NoException = Array.Find(nonRetryable, type => !IsException(type)) is { } other ? TypeReader.Display(other) : null,
        };
    }

    public static TimeoutDescription? ReadTimeout(ISymbol symbol) =>
        symbol.FindAttribute(PerdureSymbols.TimeoutAttribute) is { } timeout
            ? new TimeoutDescription(timeout.ConstructorArguments.Length > 0 ? timeout.Argument<string>(0) ?? "" : null) { Total = timeout.Named<string>("Total") }
            : null;

    public static CacheDescription? ReadCache(ISymbol symbol) => symbol.FindAttribute(PerdureSymbols.CacheAttribute) is { } cache
        ? new CacheDescription(cache.Argument<string>(0) ?? "", cache.Named("Scope", 0) == 1, cache.Named<string>("Version"))
        : null;

    private static TypedConstant[] NamedArray(this AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value is { Kind: TypedConstantKind.Array, IsNull: false }) return [.. argument.Value.Values];
        }

        return [];
    }

    /// <summary>Whether it is an exception type without open type parameters. One that does not resolve may be.</summary>
    private static bool IsException(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { IsUnboundGenericType: true }) return false;
        for (ITypeSymbol? current = type; current is not null; current = current.BaseType)
        {
            if (current.TypeKind == TypeKind.Error || current.Is("System", "Exception")) return true;
        }

        return false;
    }

    private static T? Value<T>(TypedConstant constant, T? fallback) =>
        constant is { Kind: not TypedConstantKind.Array, Value: T value } ? value : fallback;
}
