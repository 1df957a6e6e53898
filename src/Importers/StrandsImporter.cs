using Perdure.Importers.Source;
using Perdure.Importers.Strands;

namespace Perdure.Importers;

/// <summary>
/// Imports what Strands Agents has as JSON: the tasks of its workflow tool and the topology of its graph tool (<c>workflow.py</c> and <c>graph.py</c> of strands-agents/tools), and the agent config of its SDK
/// (<c>experimental/agent_config.py</c> of strands-agents/sdk-python). Which of them a file is follows from its properties.
/// </summary>
public static class StrandsImporter
{
    /// <summary>Imports a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What it does not say.</param>
    public static ImportResult Import(SourceFile file, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(options);
        var refusals = new Refusals();
        if (JsonSource.Read(file, refusals) is not { } value) return refusals.Finish();
        bool Has(params string[] names) => value.Properties.Any(property => names.Contains(property.Name));
        if (value.Kind == SourceKind.Object)
        {
            if (Has("tasks")) return new StrandsTasks(file, options, refusals).Import(value);
            if (Has("topology", "nodes")) return new StrandsGraph(file, options, refusals).Import(value);
            if (Has("prompt", "model", "tools", "mcp_servers")) return new StrandsAgent(file, options, refusals).Import(value);
        }

        refusals.Add(value.Place, $"'{file.Path}'", "it is neither a workflow, which has 'tasks', nor a graph, which has a 'topology' or 'nodes', nor an agent config, which has a 'prompt' or a 'model'", "give one of these");
        return refusals.Finish();
    }
}
