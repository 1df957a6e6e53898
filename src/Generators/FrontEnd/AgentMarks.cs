using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>What marks a class as an agent: <c>[Agent]</c>, or the attribute of a kind of remote agents, of which each package brings its own.</summary>
internal static class AgentMarks
{
    /// <summary>Whether it is a class that is called as an agent.</summary>
    public static bool IsAgent(this ITypeSymbol? type) => type is INamedTypeSymbol named && named.FindAgentAttribute() is not null;

    /// <summary>What marks it; of several, the one that says more.</summary>
    public static AttributeData? FindAgentAttribute(this INamedTypeSymbol agent) =>
        agent.FindRemoteAttributes().FirstOrDefault() ?? agent.OriginalDefinition.FindAttribute(PerdureSymbols.AgentAttribute);

    /// <summary>The attributes of kinds of remote agents that a class bears; it should bear one.</summary>
    public static AttributeData[] FindRemoteAttributes(this INamedTypeSymbol agent) => [.. agent.OriginalDefinition.GetAttributes().Where(IsRemote)];

    /// <summary>Whether an attribute is that of a kind of remote agents.</summary>
    public static bool IsRemote(this AttributeData attribute) => attribute.AttributeClass is { } kind && IsRemoteKind(kind);

    /// <summary>Whether a class is the attribute of a kind of remote agents, or what some share.</summary>
    public static bool IsRemoteKind(INamedTypeSymbol kind)
    {
        for (INamedTypeSymbol? type = kind.BaseType; type is not null; type = type.BaseType)
        {
            if (type.IsPerdure(PerdureSymbols.RemoteAgentAttribute)) return true;
        }

        return false;
    }

    /// <summary>What an attribute is called where it is used: <c>DeskAgent</c>, less <c>Attribute</c>.</summary>
    public static string Short(this AttributeData attribute)
    {
        const string suffix = "Attribute";
        string name = attribute.AttributeClass!.Name;
        return name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal) ? name.Substring(0, name.Length - suffix.Length) : name;
    }
}
