using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace Perdure.Generators.FrontEnd;

/// <summary>The types, agents and workflows of a referenced assembly. They are read once for as long as the compiler keeps the assembly, which it does while people type.</summary>
internal sealed class AssemblyNames
{
    private static readonly ConditionalWeakTable<IAssemblySymbol, AssemblyNames> Known = new();

    private readonly Dictionary<string, List<INamedTypeSymbol>> types = new(StringComparer.Ordinal);
    private readonly List<INamedTypeSymbol> agents = [];
    private readonly List<INamedTypeSymbol> workflows = [];

    private AssemblyNames(IAssemblySymbol assembly)
    {
        HashSet<string> registered = [.. assembly.FindAttribute(PerdureSymbols.RegistryAttribute)?.NamedTexts("Agents") ?? []];
        foreach (INamedTypeSymbol type in Types(assembly.GlobalNamespace))
        {
            if (!types.TryGetValue(type.Name, out List<INamedTypeSymbol>? named)) types.Add(type.Name, named = []);
            named.Add(type);
            if (type.IsAgent() && registered.Contains(AgentReader.Name(type))) agents.Add(type);
            if (type.FindAttribute(PerdureSymbols.WorkflowAttribute) is not null) workflows.Add(type);
        }
    }

    /// <summary>The agents that its registry makes, whoever can see them.</summary>
    public IReadOnlyList<INamedTypeSymbol> Agents => agents;

    /// <summary>Its workflows, whoever can see them.</summary>
    public IReadOnlyList<INamedTypeSymbol> Workflows => workflows;

    /// <summary>The names of all its types.</summary>
    public IEnumerable<string> TypeNames => types.Keys;

    /// <summary>Those of an assembly.</summary>
    public static AssemblyNames Of(IAssemblySymbol assembly) => Known.GetValue(assembly, static one => new AssemblyNames(one));

    /// <summary>Whether an assembly has been read.</summary>
    public static bool IsRead(IAssemblySymbol assembly) => Known.TryGetValue(assembly, out _);

    /// <summary>The types of a name without namespace, whoever can see them.</summary>
    public IReadOnlyList<INamedTypeSymbol> Named(string name) => types.TryGetValue(name, out List<INamedTypeSymbol>? named) ? named : [];

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container)
    {
        foreach (ISymbol member in container.GetMembers())
        {
            if (member is INamedTypeSymbol { IsImplicitlyDeclared: false } type) yield return type;
            if (member is not INamespaceOrTypeSymbol inner) continue;
            foreach (INamedTypeSymbol nested in Types(inner)) yield return nested;
        }
    }
}
