using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds the agent or the workflow that was probably meant. Walks all classes of the compilation, so it is asked for a message only.</summary>
internal sealed class AgentSuggestions(Compilation compilation)
{
    /// <summary>The end of a sentence about a class that is neither.</summary>
    public string For(INamedTypeSymbol type)
    {
        if (AgentReader.Contracts(type).Length > 0) return "which implements IAgent<TIn, TOut> but is not marked [Agent]";
        if (WorkflowParser.Contracts(type).Any()) return "which implements IWorkflow but is not marked [Workflow]";
        string? suggestion = Nearest(type.Name, [.. Agents(compilation.Assembly.GlobalNamespace).Select(callee => callee.Name)]);
        return suggestion is null ? "which is neither an agent nor a workflow" : $"which is neither an agent nor a workflow: did you mean '{suggestion}'";
    }

    /// <summary>An <c>Agent</c> at the end is easily left out, and says nothing about which one is meant.</summary>
    private static string? Nearest(string written, string[] agents) =>
        NearNames.Find(written, agents)
        ?? Array.Find(agents, agent => Stem(agent) == Stem(written) || NearNames.Find(Stem(written), [Stem(agent)]) is not null);

    private static string Stem(string name) => name.EndsWith("Agent", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Agent".Length) : name;

    private static IEnumerable<INamedTypeSymbol> Agents(INamespaceOrTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type && (type.IsAgent() || type.IsWorkflow())) yield return type;
            if (member is not INamespaceOrTypeSymbol inner) continue;
            foreach (INamedTypeSymbol nested in Agents(inner)) yield return nested;
        }
    }
}
