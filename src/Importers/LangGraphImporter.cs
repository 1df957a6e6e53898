using Perdure.Importers.LangGraph;
using Perdure.Importers.Source;
using Perdure.Planning;

namespace Perdure.Importers;

/// <summary>
/// Imports what LangGraph has as JSON: a graph, as <c>graph.get_graph().to_json()</c> and <c>GET /assistants/&lt;id&gt;/graph</c> give it (<c>runnables/graph_json.py</c> of langchain-core), and the graphs of a <c>langgraph.json</c>
/// (<c>langgraph_cli/schemas.py</c> of langchain-ai/langgraph). Which of them a file is follows from its properties.
/// </summary>
public static class LangGraphImporter
{
    /// <summary>Imports a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="contracts">The contracts that were pulled, each the text of a <c>*.agent.json</c> file.</param>
    /// <param name="options">What the file does not say.</param>
    public static ImportResult Import(SourceFile file, IReadOnlyList<SourceFile> contracts, ImportOptions options)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(contracts);
        ArgumentNullException.ThrowIfNull(options);
        var refusals = new Refusals();
        if (JsonSource.Read(file, refusals) is not { } value) return refusals.Finish();
        if (value.Properties.Any(static property => property.Name == "graphs")) return new LangGraphConfig(file, Read(contracts, refusals), options, refusals).Import(value);
        if (value.Properties.Any(static property => property.Name == "nodes")) return new LangGraphGraph(file, options, refusals).Import(value);
        refusals.Add(value.Place, $"'{file.Path}'", "it is neither a graph, which has 'nodes', nor a langgraph.json, which has 'graphs'", "give one of these");
        return refusals.Finish();
    }

    private static List<AgentContract> Read(IReadOnlyList<SourceFile> contracts, Refusals refusals)
    {
        List<AgentContract> read = [];
        foreach (SourceFile file in contracts)
        {
            ContractReading reading = ContractReader.Read(file.Text);
            if (reading.Contract is { } contract) read.Add(contract);
            else refusals.Add(new LinePlaces(file).At(reading.Range.Start), $"The contract '{file.Path}'", $"it {reading.Problem}", "pull it anew: perdure agents pull");
        }

        return read;
    }
}
