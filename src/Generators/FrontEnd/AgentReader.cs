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

    private static string? ExplicitName(INamedTypeSymbol agent) =>
        agent.OriginalDefinition.FindAttribute(PerdureSymbols.AgentAttribute)?.Argument<string>(0);
}
