using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>
/// What documents can name in a compilation: its types, and the agents and workflows of it and of the referenced assemblies that have a registry. Assemblies and files are read once each; to a compilation is left
/// what depends on all of it: which of them it can see, and what those are that have attributes.
/// </summary>
internal sealed class DocumentNames
{
    private readonly Dictionary<string, HashSet<string>> own = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INamedTypeSymbol> agents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, INamedTypeSymbol> workflows = new(StringComparer.Ordinal);
    private readonly AssemblyNames[] referenced;
    private readonly Compilation compilation;

    public DocumentNames(Compilation compilation)
    {
        this.compilation = compilation;
        referenced = [.. RegistryReader.AssembliesOf(compilation).Select(AssemblyNames.Of)];
        HashSet<string> marked = new(StringComparer.Ordinal);
        foreach (DeclaredType type in compilation.SyntaxTrees.Where(tree => !SourceLocations.IsGenerated(tree)).SelectMany(tree => TreeNames.Of(tree).Types))
        {
            if (!own.TryGetValue(type.Name, out HashSet<string>? named)) own.Add(type.Name, named = new(StringComparer.Ordinal));
            named.Add(type.MetadataName);
            if (type.HasAttributes && marked.Add(type.MetadataName) && Find(type.MetadataName) is { } symbol) Add(symbol);
        }

        foreach (INamedTypeSymbol agent in referenced.SelectMany(names => names.Agents).Where(IsSeen)) AddAgent(agent);
        foreach (INamedTypeSymbol workflow in referenced.SelectMany(names => names.Workflows).Where(IsSeen)) AddWorkflow(workflow);
    }

    /// <summary>The agents, by name.</summary>
    public IReadOnlyDictionary<string, INamedTypeSymbol> Agents => agents;

    /// <summary>The workflows that are classes, by name and version.</summary>
    public IReadOnlyDictionary<string, INamedTypeSymbol> Workflows => workflows;

    /// <summary>The names of all types that can be seen.</summary>
    public IEnumerable<string> TypeNames => own.Keys.Concat(referenced.SelectMany(names => names.TypeNames)).Distinct(StringComparer.Ordinal).Where(name => Named(name).Count > 0);

    /// <summary>The types of a name without namespace.</summary>
    public IReadOnlyList<INamedTypeSymbol> Named(string name)
    {
        IEnumerable<INamedTypeSymbol> declared = own.TryGetValue(name, out HashSet<string>? named) ? named.Select(Find).OfType<INamedTypeSymbol>() : [];
        return [.. declared, .. referenced.SelectMany(names => names.Named(name)).Where(IsSeen)];
    }

    private INamedTypeSymbol? Find(string metadataName) =>
        compilation.Assembly.GetTypeByMetadataName(metadataName) is { } type && !type.IsGenerated() && IsSeen(type) ? type : null;

    private bool IsSeen(INamedTypeSymbol type) => compilation.IsSymbolAccessibleWithin(type, compilation.Assembly);

    private void Add(INamedTypeSymbol type)
    {
        if (type.IsAgent()) AddAgent(type);
        if (type.FindAttribute(PerdureSymbols.WorkflowAttribute) is not null) AddWorkflow(type);
    }

    private void AddAgent(INamedTypeSymbol agent)
    {
        if (!agents.ContainsKey(AgentReader.Name(agent))) agents.Add(AgentReader.Name(agent), agent);
    }

    private void AddWorkflow(INamedTypeSymbol workflow)
    {
        AttributeData attribute = workflow.FindAttribute(PerdureSymbols.WorkflowAttribute)!;
        string id = $"{WorkflowParser.Name(workflow, attribute)}@{attribute.Named("Version", 1)}";
        if (!workflows.ContainsKey(id)) workflows.Add(id, workflow);
    }
}
