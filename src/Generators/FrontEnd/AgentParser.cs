using Microsoft.CodeAnalysis;
using Perdure.Generators.Diagnostics;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>An agent class of this compilation, read.</summary>
/// <param name="Symbol">The class.</param>
/// <param name="Attribute">What marks it as an agent.</param>
/// <param name="Findings">What is wrong with it.</param>
/// <param name="Model">What the registry writes down; null where something is wrong, here or elsewhere.</param>
internal sealed record ParsedAgent(INamedTypeSymbol Symbol, AttributeData Attribute, ShapeFinding[] Findings, AgentModel? Model);

/// <summary>Reads and judges agent classes.</summary>
internal static class AgentParser
{
    private const string Subject = "Agent";

    public static ParsedAgent Parse(INamedTypeSymbol symbol, AttributeData attribute, Compilation compilation)
    {
        if (IsBroken(symbol, attribute)) return new ParsedAgent(symbol, attribute, [], null);
        ShapeFinding[] findings = [.. Check(symbol, attribute, compilation)];
        AgentModel? model = findings.Any(finding => finding.IsError) ? null : Build(symbol, new TypeReader(compilation));
        return new ParsedAgent(symbol, attribute, findings, model);
    }

    private static bool IsBroken(INamedTypeSymbol symbol, AttributeData attribute) =>
        attribute.IsBroken()
        || symbol.BaseType?.TypeKind == TypeKind.Error
        || symbol.Interfaces.Any(PerdureSymbols.IsBroken)
        || AgentReader.Contracts(symbol).Any(PerdureSymbols.IsBroken)
        || PerdureSymbols.HasBrokenParts(symbol);

    private static IEnumerable<ShapeFinding> Check(INamedTypeSymbol symbol, AttributeData attribute, Compilation compilation) =>
        RemoteAgentRules.CheckMarks(symbol, attribute) is { } several ? [several] : [.. CheckShape(symbol, attribute, compilation), .. CheckName(symbol, attribute)];

    private static IEnumerable<ShapeFinding> CheckShape(INamedTypeSymbol symbol, AttributeData attribute, Compilation compilation)
    {
        Location identifier = SourceLocations.Identifier(symbol, attribute);
        if (Problem(symbol) is { } problem)
        {
            yield return new ShapeFinding(ShapeRules.BadAgent, identifier, symbol.Name, problem);
        }
        else if (attribute.IsRemote())
        {
            foreach (ShapeFinding finding in RemoteAgentRules.Check(symbol, attribute, compilation)) yield return finding;
        }
        else if (ConstructorReader.Choose(symbol, fromInside: false, out string? constructorProblem) is null && constructorProblem is not null)
        {
            yield return new ShapeFinding(ShapeRules.NoConstructor, identifier, Subject, symbol.Name, constructorProblem);
        }

    }

    private static IEnumerable<ShapeFinding> CheckName(INamedTypeSymbol symbol, AttributeData attribute)
    {
        Location identifier = SourceLocations.Identifier(symbol, attribute);
        string name = AgentReader.Name(symbol);
        Location? written = attribute.IsRemote() ? SourceLocations.Argument(attribute, "Name") : SourceLocations.Argument(attribute);
        if (Names.Problem(name) is { } wrong)
        {
            yield return new ShapeFinding(ShapeRules.BadDurableName, written ?? identifier, $"Agent name '{name}'", wrong);
        }
        else if (AgentReader.HasDoubtfulName(symbol))
        {
            yield return new ShapeFinding(ShapeRules.DoubtfulName, identifier, Subject, symbol.Name, name, attribute.IsRemote() ? $"{attribute.Short()}(Name = " : "Agent(");
        }
    }

    private static string? Problem(INamedTypeSymbol symbol)
    {
        if (ClassShape.Problem(symbol) is { } shape) return $"is {shape}, which an agent cannot be";
        INamedTypeSymbol[] contracts = AgentReader.Contracts(symbol);
        if (contracts.Length == 0) return "does not implement IAgent<TIn, TOut>, so nothing says what it takes and returns";
        if (contracts.Length > 1) return $"implements {string.Join(" and ", contracts.Select(contract => $"'{TypeReader.Display(contract)}'"))}, but answers one kind of input only";
        foreach (ITypeSymbol payload in contracts[0].TypeArguments)
        {
            if (SignatureRules.PayloadProblem(payload) is { } unstorable) return "takes or returns " + unstorable;
            if (ClassShape.Reach(payload) == Visibility.Hidden) return $"takes or returns the private type '{TypeReader.Display(payload)}', which no workflow could name";
        }

        return null;
    }

    private static AgentModel? Build(INamedTypeSymbol symbol, TypeReader types)
    {
        if (AgentReader.Contracts(symbol) is not [{ TypeArguments: [var input, var output] }]) return null;
        if (ChooseConstructor(symbol) is not { } constructor) return null;
        return new AgentModel(
            AgentReader.Name(symbol),
            TypeReader.Text(symbol),
            symbol.Name,
            TypeReader.Text(input),
            TypeReader.Text(output),
            PayloadReader.Describe(types.Describe(input), types),
            PayloadReader.Describe(types.Describe(output), types),
            constructor)
        {
            // What is private the registry cannot name.
            Retry = AttributeArguments.ReadRetry(symbol, types, static exception => ClassShape.Reach(exception) != Visibility.Hidden),
            Timeout = AttributeArguments.ReadTimeout(symbol),
            IsInputNullable = types.Describe(input).IsNullable,
            IsOutputNullable = types.Describe(output).IsNullable,
            Abilities = AgentReader.Describe(symbol, types)?.Abilities,
        };
    }

    /// <summary>That of a remote agent is the generator's own.</summary>
    private static ConstructorModel? ChooseConstructor(INamedTypeSymbol symbol) => symbol.FindAgentAttribute() is { } attribute && attribute.IsRemote()
        ? new ConstructorModel(new EquatableArray<ServiceModel>([new ServiceModel("connector", $"global::Perdure.IAgentConnector<{TypeReader.Text(attribute.AttributeClass!)}>", Default: null)]))
        : ConstructorReader.Choose(symbol, fromInside: false, out _);
}
