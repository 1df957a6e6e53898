using System.Text.Json;

namespace Perdure.Agents.Adk;

/// <summary>
/// Says of the events in a session whether the run is over: ADK leaves no mark of that. It is known of an app of one agent, of a workflow whose last nodes exclude one another, and wherever the node is named whose answer counts;
/// of agents that call one another in turn it is not, and then nothing is guessed.
/// </summary>
internal sealed class AdkEnding
{
    private readonly string? root;
    private readonly bool isWorkflow;
    private readonly IReadOnlyCollection<string> last;

    private AdkEnding(string? root, bool isWorkflow, IReadOnlyCollection<string> last)
    {
        this.root = root;
        this.isWorkflow = isWorkflow;
        this.last = last;
    }

    public static AdkEnding Of(JsonElement? structure, string? outputNode)
    {
        JsonElement? agent = structure?.Get("root_agent");
        string? root = agent?.Text("name");
        bool isWorkflow = agent?.Text("type") == "workflow";
        IReadOnlyCollection<string> last = outputNode is not null ? [outputNode]
            : isWorkflow ? LastNodes(agent!.Value)
            : root is not null && agent?.Text("type") == "agent" && !agent.Value.Items("sub_agents").Any() ? [root]
            : [];
        return new AdkEnding(root, isWorkflow, last);
    }

    /// <summary>Whether the app's events tell that a run has ended.</summary>
    public bool IsKnown => last.Count > 0;

    public bool IsOver(IReadOnlyList<JsonElement> run) => run.Count > 0 && (run.Any(static told => told.Text("errorCode") is not null) || run.Any(IsAnswer) || IsQuestion(run[^1]));

    private bool IsAnswer(JsonElement told) => !told.Is("partial") && told.Text("author") != "user" && last.Any(node => AdkEvents.IsOf(told, node))
        && (told.Get("output") is not null || (!AdkEvents.Calls(told) && AdkEvents.TextOf(told).Length > 0));

    /// <summary>A workflow says of itself that it waits, when all its branches do; an agent alone waits with its question.</summary>
    private bool IsQuestion(JsonElement told) => told.Items("longRunningToolIds").Any()
        && (isWorkflow ? told.Text("nodeInfo", "path") == root || told.Text("author") == root : last.Any(node => AdkEvents.IsOf(told, node)));

    /// <summary>The nodes that nothing follows; none where two of them could run side by side.</summary>
    private static string[] LastNodes(JsonElement workflow)
    {
        JsonElement[] edges = [.. workflow.Items("graph", "edges")];
        HashSet<string?> followed = [.. edges.Select(static edge => edge.Text("from_node", "name"))];
        string[] ends = [.. edges.Select(static edge => edge.Text("to_node", "name")).OfType<string>().Where(node => !followed.Contains(node)).Distinct()];
        bool exclude = ends.Length == 1 || (edges.Where(edge => ends.Contains(edge.Text("to_node", "name"))) is var into && into.All(static edge => edge.Get("route") is not null) && into.Select(static edge => edge.Text("from_node", "name")).Distinct().Count() == 1);
        return exclude ? ends : [];
    }
}
