using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>What documents can name in a compilation: its types, and the agents and workflows of it and of the referenced assemblies that have a registry.</summary>
internal sealed class DocumentNames
{
    private readonly Dictionary<string, List<INamedTypeSymbol>> types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INamedTypeSymbol> agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INamedTypeSymbol> workflows = new(StringComparer.Ordinal);

    public DocumentNames(Compilation compilation)
    {
        foreach (IAssemblySymbol assembly in RegistryReader.AssembliesOf(compilation).Prepend(compilation.Assembly))
        {
            foreach (INamedTypeSymbol type in Types(assembly.GlobalNamespace).Where(type => !type.IsGenerated() && compilation.IsSymbolAccessibleWithin(type, compilation.Assembly))) Add(type, compilation);
        }
    }

    /// <summary>The agents, by name.</summary>
    public IReadOnlyDictionary<string, INamedTypeSymbol> Agents => agents;

    /// <summary>The workflows that are classes, by name and version.</summary>
    public IReadOnlyDictionary<string, INamedTypeSymbol> Workflows => workflows;

    /// <summary>The names of all types.</summary>
    public IEnumerable<string> TypeNames => types.Keys;

    /// <summary>The types of a name without namespace.</summary>
    public IReadOnlyList<INamedTypeSymbol> Named(string name) => types.TryGetValue(name, out List<INamedTypeSymbol>? named) ? named : [];

    private void Add(INamedTypeSymbol type, Compilation compilation)
    {
        if (!types.TryGetValue(type.Name, out List<INamedTypeSymbol>? named)) types.Add(type.Name, named = []);
        named.Add(type);
        if (type.IsAgent() && RegistryReader.Knows(type, compilation.Assembly) && !agents.ContainsKey(AgentReader.Name(type))) agents.Add(AgentReader.Name(type), type);
        if (type.FindAttribute(PerdureSymbols.WorkflowAttribute) is not { } workflow) return;
        string id = $"{WorkflowParser.Name(type, workflow)}@{workflow.Named("Version", 1)}";
        if (!workflows.ContainsKey(id)) workflows.Add(id, type);
    }

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
