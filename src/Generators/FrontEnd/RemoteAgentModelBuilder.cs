using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Turns the class of a remote agent into the value that the emitter gets.</summary>
internal static class RemoteAgentModelBuilder
{
    public static RemoteAgentModel Build(ParsedAgent agent)
    {
        INamedTypeSymbol symbol = agent.Symbol;
        RemoteAttributeModel? attribute = agent.Model is null ? null : RemoteAttributeReader.Read(agent.Attribute);
        AgentModel? model = attribute is null ? null : agent.Model;
        return new RemoteAgentModel(
            Classes.Describe(symbol, SourceLocations.AgentFileSuffix),
            model,
            attribute,
            Accessibility(agent.Attribute),
            model is null ? new EquatableArray<AgentContractModel>(Unanswered(symbol)) : default,
            new EquatableArray<string>(agent.Findings.Where(finding => finding.IsError).Select(finding => finding.Rule.Id).Distinct(StringComparer.Ordinal).OrderBy(id => id, StringComparer.Ordinal)));
    }

    /// <summary>Its parameter names the attribute, so that it is no more visible than that.</summary>
    private static string Accessibility(AttributeData attribute) => ClassShape.Reach(attribute.AttributeClass!) == Visibility.Public ? "public" : "internal";

    /// <summary>What the compiler would miss as well, which is the same mistake.</summary>
    private static IEnumerable<AgentContractModel> Unanswered(INamedTypeSymbol symbol) => AgentReader.Contracts(symbol)
        .Where(contract => !contract.IsBroken() && RemoteAgentRules.Implementation(symbol, contract) is null)
        .Select(contract => new AgentContractModel(TypeReader.Text(contract.TypeArguments[0]), TypeReader.Text(contract.TypeArguments[1])));
}
