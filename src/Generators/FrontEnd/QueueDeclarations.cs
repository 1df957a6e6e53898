using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Perdure.Generators.Model;
using Perdure.Planning;

namespace Perdure.Generators.FrontEnd;

/// <summary>Reads the queues that assemblies declare. Of those that are referenced, the ones that have a registry: through it the limits come to a worker.</summary>
internal static class QueueDeclarations
{
    private static readonly ConditionalWeakTable<Compilation, StrongBox<EquatableArray<string>>> Known = new();

    /// <summary>The names of the queues that the steps of a compilation can be on.</summary>
    public static EquatableArray<string> Names(Compilation compilation) => Known.GetValue(compilation, static known => new StrongBox<EquatableArray<string>>(new EquatableArray<string>(
        Describe(known.Assembly).Concat(Referenced(known).SelectMany(assembly => Describe(assembly))).Select(queue => queue.Name).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal)))).Value;

    /// <summary>The referenced assemblies that have a registry.</summary>
    public static IEnumerable<IAssemblySymbol> Referenced(Compilation compilation) => RegistryReader.AssembliesOf(compilation);

    /// <summary>The queues that an assembly declares, by name; of several declarations of one name the first.</summary>
    public static EquatableArray<QueueModel> Describe(IAssemblySymbol assembly) => new(
        assembly.FindAttributes(PerdureSymbols.QueueAttribute).Select(Describe).OfType<QueueModel>()
            .GroupBy(queue => queue.Name, StringComparer.Ordinal).Select(same => same.First()).OrderBy(queue => queue.Name, StringComparer.Ordinal));

    /// <summary>A declaration; null where it has no name, as in the midst of typing.</summary>
    public static QueueModel? Describe(AttributeData attribute) => attribute.Argument<string>(0) is { } name
        ? new QueueModel(name, attribute.Named("Concurrency", 0), attribute.Named("KeyConcurrency", 0), attribute.Named("RatePerSecond", 0.0), attribute.Named("Burst", 1))
        : null;
}
