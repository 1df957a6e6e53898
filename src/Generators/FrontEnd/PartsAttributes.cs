using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads [ForEach] and [Repeat].</summary>
internal static class PartsAttributes
{
    /// <summary>The [ForEach] of a parameter; null: it has none.</summary>
    public static ForEachDescription? ReadForEach(IParameterSymbol parameter, TypeReader types) =>
        parameter.FindAttribute(PerdureSymbols.ForEachAttribute) is { } map
            ? new ForEachDescription(types.DescribeMany(parameter.Type), map.Named("MaxParallel", 0), (FailedItems)map.Named("Failures", 0), map.Named("MaxFailures", 0))
            : null;

    /// <summary>What others take of a mapped step: where failures are tolerated, items that can be null.</summary>
    public static TypeDescription? ReadCollected(IMethodSymbol method, TypeReader types)
    {
        if (ResultType.Of(method).Type is not { } result || result.IsNone()) return null;
        AttributeData? map = method.Parameters.Select(parameter => parameter.FindAttribute(PerdureSymbols.ForEachAttribute)).FirstOrDefault(attribute => attribute is not null);
        return map is null ? null : types.DescribeMany(result, canBeNull: (FailedItems)map.Named("Failures", 0) == FailedItems.Tolerate);
    }

    /// <summary>The same where items may be skipped.</summary>
    public static TypeDescription? ReadCollectedOrNull(IMethodSymbol method, TypeReader types) =>
        ResultType.Of(method).Type is { } result && !result.IsNone() && method.Parameters.Any(parameter => parameter.FindAttribute(PerdureSymbols.ForEachAttribute) is not null)
            ? types.DescribeMany(result, canBeNull: true)
            : null;

    /// <summary>The [Repeat] of a step; null: it has none.</summary>
    public static RepeatDescription? ReadRepeat(IMethodSymbol method)
    {
        if (method.FindAttribute(PerdureSymbols.RepeatAttribute) is not { } repeat) return null;
        bool hasMax = repeat.NamedArguments.Any(argument => argument.Key == "Max");
        return new RepeatDescription(
            repeat.Named<string>("Until"),
            repeat.Named<string>("While"),
            hasMax ? repeat.Named("Max", 0) : null,
            (LoopEnd)repeat.Named("AtMax", 0),
            repeat.Named<string>("Delay"),
            repeat.Named("Keep", 0),
            repeat.Named<string>("On"));
    }

    /// <summary>The predicates that a [Repeat] names.</summary>
    public static IEnumerable<string> Predicates(IMethodSymbol method) =>
        method.FindAttribute(PerdureSymbols.RepeatAttribute) is { } repeat
            ? new[] { repeat.Named<string>("Until"), repeat.Named<string>("While") }.OfType<string>()
            : [];
}
