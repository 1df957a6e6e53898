using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>What the registry needs to know of a workflow.</summary>
/// <param name="Id">Name and version, as <c>name@version</c>.</param>
/// <param name="Class">Its class as C# text.</param>
internal sealed record RegisteredWorkflow(string Id, string Class);

/// <summary>A queue that an assembly declares.</summary>
/// <param name="Name">Its durable name.</param>
/// <param name="Concurrency">How many attempts may run at the same time; 0: any number.</param>
/// <param name="KeyConcurrency">How many of one key; 0: any number.</param>
/// <param name="RatePerSecond">How many may begin in a second; 0: any number.</param>
/// <param name="Burst">How many may begin at once.</param>
internal sealed record QueueModel(string Name, int Concurrency, int KeyConcurrency, double RatePerSecond, int Burst);

/// <summary>What the registry of an assembly says.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Workflows">Its workflows, by id.</param>
/// <param name="Agents">Its agents, by name.</param>
internal sealed record RegistryModel(string Assembly, EquatableArray<RegisteredWorkflow> Workflows, EquatableArray<AgentModel> Agents)
{
    /// <summary>The queues that it declares, by name.</summary>
    public EquatableArray<QueueModel> Queues { get; init; }

    /// <summary>The name of its class, in the namespace <c>Perdure.Generated</c>.</summary>
    public string Class => Sanitise(Assembly) + "Registry";

    /// <summary>Its class as C# text that means the same everywhere.</summary>
    public string FullName => "global::Perdure.Generated." + Class;

    /// <summary>Orders what was found, so that the order of files does not matter, and drops what could not be written.</summary>
    public static RegistryModel Of(string assembly, IEnumerable<RegisteredWorkflow?> workflows, IEnumerable<AgentModel?> agents) => new(
        assembly,
        new EquatableArray<RegisteredWorkflow>(InOrder(workflows, workflow => workflow.Id, workflow => workflow.Class)),
        new EquatableArray<AgentModel>(InOrder(agents, agent => agent.Name, agent => agent.Class)));

    private static IEnumerable<T> InOrder<T>(IEnumerable<T?> items, Func<T, string> name, Func<T, string> @class)
        where T : class =>
        items.OfType<T>().OrderBy(name, StringComparer.Ordinal).ThenBy(@class, StringComparer.Ordinal);

    private static string Sanitise(string assembly)
    {
        var name = string.Concat(assembly.Select(c => char.IsLetterOrDigit(c) ? c.ToString() : c == '_' ? "__" : "_"));
        if (name.Length == 0 || char.IsDigit(name[0])) name = "_" + name;

        // A point is the only character that may become another one: of two names that differ in another, both would have one class.
        return assembly.All(c => char.IsLetterOrDigit(c) || c == '.') ? name : name + "_" + FileNames.Hash(assembly);
    }
}
