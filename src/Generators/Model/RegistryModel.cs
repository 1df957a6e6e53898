using Perdure.Planning;

namespace Perdure.Generators.Model;

/// <summary>What the registry needs to know of a workflow.</summary>
/// <param name="Id">Name and version, as <c>name@version</c>.</param>
/// <param name="Class">Its class as C# text.</param>
internal sealed record RegisteredWorkflow(string Id, string Class);

/// <summary>What the registry of an assembly says.</summary>
/// <param name="Assembly">The assembly's name.</param>
/// <param name="Workflows">Its workflows, by id.</param>
/// <param name="Agents">Its agents, by name.</param>
internal sealed record RegistryModel(string Assembly, EquatableArray<RegisteredWorkflow> Workflows, EquatableArray<AgentModel> Agents)
{
    /// <summary>The name of its class, in the namespace <c>Perdure.Generated</c>.</summary>
    public string Class => Sanitise(Assembly) + "Registry";

    /// <summary>Its class as C# text that means the same everywhere.</summary>
    public string FullName => "global::Perdure.Generated." + Class;

    /// <summary>Orders what was found, so that the order of files does not matter, and drops what could not be written.</summary>
    public static RegistryModel Of(string assembly, IEnumerable<RegisteredWorkflow?> workflows, IEnumerable<AgentModel?> agents) => new(
        assembly,
        new EquatableArray<RegisteredWorkflow>(workflows.OfType<RegisteredWorkflow>().OrderBy(workflow => workflow.Id, StringComparer.Ordinal).ThenBy(workflow => workflow.Class, StringComparer.Ordinal)),
        new EquatableArray<AgentModel>(agents.OfType<AgentModel>().OrderBy(agent => agent.Name, StringComparer.Ordinal).ThenBy(agent => agent.Class, StringComparer.Ordinal)));

    private static string Sanitise(string assembly)
    {
        var name = string.Concat(assembly.Select(c => char.IsLetterOrDigit(c) ? c.ToString() : c == '_' ? "__" : "_"));
        return name.Length == 0 || char.IsDigit(name[0]) ? "_" + name : name;
    }
}
