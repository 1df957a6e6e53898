using Perdure.Importers.Adk;
using Perdure.Importers.Source;

namespace Perdure.Importers;

/// <summary>
/// Imports Agent Config of Google ADK: a YAML file of an agent, and those that it names by <c>config_path</c> (<c>agents/config_agent_utils.py</c> and the <c>*_config.py</c> beside it, of google/adk-python). What an agent's model is told
/// follows from <c>flows/llm_flows/contents.py</c>, <c>flows/llm_flows/identity.py</c> and <c>utils/instructions_utils.py</c> there.
/// </summary>
public static class AdkImporter
{
    /// <summary>Imports a file.</summary>
    /// <param name="file">The file of the root agent.</param>
    /// <param name="open">Gives another file by its path, which begins where that of <paramref name="file"/> does; null: there is none.</param>
    /// <param name="options">What the files do not say.</param>
    public static ImportResult Import(SourceFile file, Func<string, SourceFile?> open, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(options);
        var refusals = new Refusals();
        AdkAgent? root = new AdkReader(open, refusals).Read(file);
        return root is null || refusals.Any ? refusals.Finish() : new AdkFlow(file, options, refusals).Import(root);
    }
}
