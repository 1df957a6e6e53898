using System.Text.Json.Nodes;

namespace Perdure.Cli.Agents;

/// <summary>A node of a graph, for people.</summary>
internal sealed record GraphNode(string Name, string? Type);

/// <summary>An edge of a graph, for people.</summary>
/// <param name="When">On which answer it is taken; <c>?</c>: on some; null: always.</param>
internal sealed record GraphEdge(string From, string To, string? When);

/// <summary>Writes the graph of an agent. Edges are in order, whatever the order in which a runtime tells of them.</summary>
internal static class GraphPart
{
    public static JsonObject Of(IEnumerable<GraphNode> nodes, IEnumerable<GraphEdge> edges) => new()
    {
        ["nodes"] = new JsonArray([.. nodes.DistinctBy(static node => node.Name).Select(Node)]),
        ["edges"] = new JsonArray([.. edges.Distinct().OrderBy(static edge => edge.From, StringComparer.Ordinal).ThenBy(static edge => edge.To, StringComparer.Ordinal).ThenBy(static edge => edge.When, StringComparer.Ordinal).Select(Edge)]),
    };

    private static JsonNode Node(GraphNode node)
    {
        var written = new JsonObject { ["name"] = node.Name };
        if (node.Type is { } type) written["type"] = type;
        return written;
    }

    private static JsonNode Edge(GraphEdge edge)
    {
        var written = new JsonObject { ["from"] = edge.From, ["to"] = edge.To };
        if (edge.When is { } when) written["when"] = when;
        return written;
    }
}
