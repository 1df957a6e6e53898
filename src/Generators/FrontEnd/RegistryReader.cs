using Microsoft.CodeAnalysis;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Finds the registries of referenced assemblies.</summary>
internal static class RegistryReader
{
    private const string Abstractions = "Perdure.Abstractions";

    /// <summary>Whether an agent is in the registry of its assembly. That of the compilation itself is written with this very agent in it.</summary>
    public static bool Knows(INamedTypeSymbol agent, IAssemblySymbol own) =>
        SymbolEqualityComparer.Default.Equals(agent.ContainingAssembly, own)
        || agent.ContainingAssembly.FindAttribute(PerdureSymbols.RegistryAttribute)?.NamedTexts("Agents").Contains(AgentReader.Name(agent), StringComparer.Ordinal) == true;

    /// <summary>Whether a workflow is in the registry of its assembly: a worker that runs its parent has it then as well.</summary>
    public static bool Knows(INamedTypeSymbol workflow, ChildDescription description, IAssemblySymbol own) =>
        SymbolEqualityComparer.Default.Equals(workflow.ContainingAssembly, own)
        || workflow.ContainingAssembly.FindAttribute(PerdureSymbols.RegistryAttribute)?.NamedTexts("Workflows").Contains($"{description.Name}@{description.Version}", StringComparer.Ordinal) == true;

    /// <summary>The registries of all assemblies that the compiler was given, which are those that are referenced transitively, by name of their assembly.</summary>
    public static IEnumerable<ReferencedRegistry> Referenced(Compilation compilation) => AssembliesOf(compilation).Select(assembly =>
    {
        AttributeData attribute = assembly.FindAttribute(PerdureSymbols.RegistryAttribute)!;
        return new ReferencedRegistry(assembly.Name, TypeReader.Text(attribute.Argument<INamedTypeSymbol>(0)!), attribute.NamedTexts("Workflows"), attribute.NamedTexts("Agents"));
    });

    /// <summary>The referenced assemblies that have a registry, by name.</summary>
    public static IEnumerable<IAssemblySymbol> AssembliesOf(Compilation compilation)
    {
        List<IAssemblySymbol> found = [];
        foreach (IAssemblySymbol assembly in compilation.SourceModule.ReferencedAssemblySymbols)
        {
            // Reading attributes is dear, and most assemblies cannot have this one.
            if (!assembly.Modules.Any(module => module.ReferencedAssemblies.Any(reference => reference.Name == Abstractions))) continue;
            // Generated code names no alias.
            if (compilation.GetMetadataReference(assembly)?.Properties.Aliases is { IsDefaultOrEmpty: false } aliases && !aliases.Contains("global")) continue;
            if (assembly.FindAttribute(PerdureSymbols.RegistryAttribute)?.Argument<INamedTypeSymbol>(0) is { TypeKind: not TypeKind.Error }) found.Add(assembly);
        }

        return found.OrderBy(assembly => assembly.Name, StringComparer.Ordinal);
    }
}

/// <summary>What a referenced assembly says of itself.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Class">Its registry, as C# text.</param>
/// <param name="Workflows">The ids of its workflows.</param>
/// <param name="Agents">The names of its agents.</param>
internal sealed record ReferencedRegistry(string Assembly, string Class, string[] Workflows, string[] Agents);
