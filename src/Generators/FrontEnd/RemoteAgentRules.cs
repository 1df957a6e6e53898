using Microsoft.CodeAnalysis;
using Perdure.Generators.Diagnostics;

namespace Perdure.Generators.FrontEnd;

/// <summary>What the class of a remote agent must be and must not have, beside what holds for every agent: the generator writes all of it but the types.</summary>
internal static class RemoteAgentRules
{
    /// <summary>The method that an agent answers by.</summary>
    public const string Invoke = "InvokeAsync";

    public static IEnumerable<ShapeFinding> Check(INamedTypeSymbol symbol, AttributeData attribute, Compilation compilation)
    {
        Location identifier = SourceLocations.Identifier(symbol, attribute);
        return PartialRule.Check(symbol, identifier, "Agent", "its other half")
            .Concat(CheckRuntime(attribute, symbol, compilation))
            .Concat(CheckHalf(symbol, identifier));
    }

    /// <summary>PDR024: what says twice that a class is an agent might say two things.</summary>
    public static ShapeFinding? CheckMarks(INamedTypeSymbol symbol, AttributeData attribute)
    {
        AttributeData[] marks = [.. symbol.FindRemoteAttributes(), .. symbol.FindAttributes(PerdureSymbols.AgentAttribute)];
        // That one attribute stands there twice is the compiler's to say.
        string[] names = [.. marks.Select(mark => mark.Short()).Distinct(StringComparer.Ordinal)];
        return names.Length < 2
            ? null
            : new ShapeFinding(ShapeRules.SeveralMarks, SourceLocations.Identifier(symbol, attribute), symbol.Name, string.Join(" and ", names.Select(name => $"[{name}]")))
            {
                LeaveOut = string.Join(",", names),
            };
    }

    /// <summary>Whether the generator has written the other half, and not the shape only.</summary>
    public static bool HasOtherHalf(INamedTypeSymbol symbol) => symbol.InstanceConstructors.Any(constructor => !constructor.IsImplicitlyDeclared && constructor.IsGenerated());

    private static IEnumerable<ShapeFinding> CheckHalf(INamedTypeSymbol symbol, Location identifier)
    {
        if (symbol.IsRecord) yield return Report(identifier, "is a record, which cannot have the class RemoteAgent as its base");
        else if (symbol.BaseType is { SpecialType: not SpecialType.System_Object } @base && !HasOtherHalf(symbol)) yield return Report(identifier, $"derives from '{TypeReader.Display(@base)}', but the generator gives it the base class RemoteAgent");

        if (!symbol.IsRecord && symbol.InstanceConstructors.FirstOrDefault(constructor => !constructor.IsImplicitlyDeclared && !constructor.IsGenerated()) is { } own)
            yield return Report(SourceLocations.Identifier(own), "declares a constructor, but the generator writes the one that connects it");

        foreach (IMethodSymbol written in AgentReader.Contracts(symbol).Select(contract => Implementation(symbol, contract)).OfType<IMethodSymbol>())
        {
            if (SymbolEqualityComparer.Default.Equals(written.ContainingType, symbol) && !written.IsGenerated())
                yield return Report(SourceLocations.Identifier(written), $"writes {Invoke} itself, but its answers come from the runtime: mark it [Agent] if it answers here");
        }

        ShapeFinding Report(Location location, string problem) => new(ShapeRules.BadRemoteAgent, location, symbol.Name, problem);
    }

    /// <summary>What answers for a contract; null: nothing does.</summary>
    public static IMethodSymbol? Implementation(INamedTypeSymbol symbol, INamedTypeSymbol contract) =>
        contract.GetMembers(Invoke).FirstOrDefault() is { } member ? symbol.FindImplementationForInterfaceMember(member) as IMethodSymbol : null;

    private static IEnumerable<ShapeFinding> CheckRuntime(AttributeData attribute, INamedTypeSymbol symbol, Compilation compilation)
    {
        Location place = SourceLocations.Attribute(attribute);
        if (!AreKnown(compilation)) yield return new ShapeFinding(ShapeRules.RemoteTooOld, place, symbol.Name, attribute.Short());
        // That of this compilation is judged where it is declared, once for all its agents.
        else if (!attribute.AttributeClass!.Locations.Any(location => location.IsInSource) && RuntimeProblem(attribute.AttributeClass) is { } problem) yield return new ShapeFinding(ShapeRules.BadRuntime, place, attribute.AttributeClass.Name, problem);
        if (RemoteAttributeReader.Problem(attribute) is { } unwritable) yield return new ShapeFinding(ShapeRules.UnrepeatableAttribute, place, symbol.Name, attribute.Short(), unwritable);
    }

    /// <summary>Whether the framework has remote agents: those below net10.0 have their attributes alone.</summary>
    public static bool AreKnown(Compilation compilation) => compilation.GetTypeByMetadataName("Perdure.RemoteAgent`2") is not null;

    /// <summary>Why nobody could connect agents of a kind, as the end of a sentence; null: somebody can.</summary>
    public static string? RuntimeProblem(INamedTypeSymbol kind)
    {
        if (kind.FindAttribute(PerdureSymbols.AgentRuntimeAttribute) is not { } runtime) return "is not marked [AgentRuntime], so nobody connects the agents that it marks";
        if (runtime.IsBroken() || runtime.Argument<INamedTypeSymbol>(0) is not { } connector || connector.IsUnboundGenericType) return null;
        return connector.AllInterfaces.Any(contract => contract.OriginalDefinition.IsPerdure("IAgentConnector`1") && Takes(contract.TypeArguments[0], kind))
            ? null
            : $"names the connector '{TypeReader.Display(connector)}', which does not implement IAgentConnector<{kind.Name}>";
    }

    /// <summary>A connector of a kind connects those that derive from it as well.</summary>
    private static bool Takes(ITypeSymbol known, INamedTypeSymbol kind)
    {
        for (INamedTypeSymbol? type = kind; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, known)) return true;
        }

        return false;
    }
}
