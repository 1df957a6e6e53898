using System.Text.Json;
using System.Text.Json.Nodes;
using Perdure.Agents;

namespace Perdure.Cli.Agents;

/// <summary>What an ADK API server draws of an app: agents, nodes and tools, for people. It has no schemas.</summary>
internal static class AdkContract
{
    public static async Task<string?> FillAsync(AgentHttp http, string app, JsonObject contract, CancellationToken cancellationToken)
    {
        JsonElement? apps = await http.GetAsync("list-apps", traceParent: null, cancellationToken).ConfigureAwait(false);
        string[] known = apps is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray().Where(static name => name.ValueKind == JsonValueKind.String).Select(static name => name.GetString()!).Order(StringComparer.Ordinal)] : [];
        if (apps is not null && !known.Contains(app)) throw new CommandFailure($"adk: the server has no app '{app}'{Known.Say(app, known)}");
        if (await http.GetAsync($"dev/apps/{Uri.EscapeDataString(app)}/build_graph", traceParent: null, cancellationToken).ConfigureAwait(false) is not { } drawn || drawn.Get("root_agent") is not { } root)
            return "without a graph, since the server draws none, and without schemas, which ADK has none of";
        JsonElement[] agents = [.. Agents(root)];
        contract["graph"] = GraphPart.Of(agents.Select(Node).Concat(agents.SelectMany(static agent => agent.Items("graph", "nodes")).Select(Node)), agents.SelectMany(Edges));
        if (agents.SelectMany(static agent => agent.Items("tools")).Any()) contract["tools"] = new JsonArray([.. agents.SelectMany(Tools)]);
        return "without schemas, which ADK has none of: its types are not compared";
    }

    private static IEnumerable<JsonElement> Agents(JsonElement agent) => agent.Items("sub_agents").SelectMany(Agents).Prepend(agent);

    private static GraphNode Node(JsonElement node) => new(node.Text("name") ?? "", node.Text("type"));

    private static IEnumerable<GraphEdge> Edges(JsonElement agent) => agent.Items("graph", "edges")
        .Select(static edge => new GraphEdge(edge.Text("from_node", "name") ?? "", edge.Text("to_node", "name") ?? "", edge.Get("route") is { } route ? route.ValueKind == JsonValueKind.String ? route.GetString() : route.GetRawText() : null))
        .Concat(agent.Items("sub_agents").Select(inner => new GraphEdge(agent.Text("name") ?? "", inner.Text("name") ?? "", null)));

    private static IEnumerable<JsonNode> Tools(JsonElement agent) => agent.Items("tools").Select(tool => (JsonNode)new JsonObject { ["name"] = tool.Text("name"), ["agent"] = agent.Text("name") });
}
