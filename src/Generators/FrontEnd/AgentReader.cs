using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Describes an agent, from source or from a referenced assembly.</summary>
internal static class AgentReader
{
    private const string Suffix = "Agent";

    /// <summary>The agent; null where its input and output are not known.</summary>
    public static AgentDescription? Describe(INamedTypeSymbol agent, TypeReader types)
    {
        if (Contracts(agent) is not [{ TypeArguments: [var input, var output] }] || input.IsBroken() || output.IsBroken()) return null;
        return new AgentDescription(
            agent.Name,
            Name(agent),
            types.Describe(input),
            types.DescribeUnlessNone(output),
            InputConstructorReader.Read(input, types),
            AttributeArguments.ReadRetry(agent, types),
            AttributeArguments.ReadTimeout(agent))
        {
            ArePoliciesJudged = agent.Locations.Any(location => location.IsInSource),
            Abilities = agent.FindAgentAttribute() is { } mark && mark.IsRemote() ? Abilities(mark) : null,
        };
    }

    /// <summary>What is wrong with the policies that an agent of this compilation gives to its steps.</summary>
    public static EquatableArray<Finding> JudgePolicies(INamedTypeSymbol agent, TypeReader types) =>
        Planner.JudgePolicies(agent.Name, AttributeArguments.ReadRetry(agent, types), AttributeArguments.ReadTimeout(agent));

    /// <summary>The <c>IAgent&lt;,&gt;</c> that the class implements, itself or through a base class.</summary>
    public static INamedTypeSymbol[] Contracts(INamedTypeSymbol agent) =>
        [.. agent.AllInterfaces.Where(contract => contract.OriginalDefinition.IsPerdure("IAgent`2"))];

    public static string Name(INamedTypeSymbol agent) =>
        ExplicitName(agent) ?? Names.OfAgent(agent.Name);

    public static bool HasDoubtfulName(INamedTypeSymbol agent) => ExplicitName(agent) is null && Names.IsDoubtful(agent.Name, Suffix);

    /// <summary>What the runtime of a kind of remote agents is able to do. Of one that names no runtime nobody knows, and that is reported once, at the kind.</summary>
    private static AgentAbilities Abilities(AttributeData mark) =>
        mark.AttributeClass!.FindAttribute(PerdureSymbols.AgentRuntimeAttribute) is { } runtime ? (AgentAbilities)runtime.Argument(1, 0) : (AgentAbilities)~0;

    private static string? ExplicitName(INamedTypeSymbol agent) => agent.FindAgentAttribute() switch
    {
        null => null,
        { } remote when remote.IsRemote() => remote.Named<string>("Name"),
        { } local => local.Argument<string>(0),
    };
}
