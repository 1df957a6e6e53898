using Perdure.Importers.Source;
using Perdure.Importers.Writing;

namespace Perdure.Importers.Strands;

/// <summary>
/// The topology of the graph tool, by itself or as the tool is called with it. A node becomes a step of an agent of its own, that is told what <c>_build_node_input</c> of the SDK's graph tells it: the task, which is the workflow's input,
/// and what the nodes before it said.
/// <para>
/// The SDK runs a graph in batches, and a node in every batch behind one in which a node before it was (<c>_find_newly_ready_nodes</c>): one that is reached over ways of different lengths runs several times. A step runs once, so such
/// nodes are refused.
/// </para>
/// </summary>
internal sealed class StrandsGraph(SourceFile file, ImportOptions options, Refusals refusals)
{
    public ImportResult Import(SourceValue value)
    {
        var root = new SourceObject(value, "the graph", refusals);
        StrandsCall.CheckAction(root);
        string? name = StepNames.Durable(options.Name ?? root.Text("graph_id") ?? file.Stem, root.PlaceOf("graph_id"), "The graph", refusals);
        _ = root.Text("graph_id");
        root.RefuseIfSaid("task", "it is what one run is about", "start runs of the workflow with it");
        SourceObject topology = root.Has("nodes") ? root : root.Object("topology") ?? new SourceObject(value, "the graph", refusals);
        ChatDraft defaults = StrandsModel.Read(root, new ChatDraft(), refusals);
        var names = new StepNames(name ?? "graph", refusals);
        IReadOnlyList<SourceValue> written = topology.List("nodes");
        if (written.Count == 0) refusals.Add(topology.PlaceOf("nodes"), "The graph", "it has no nodes", "write some");
        GraphNode[] nodes = [.. written.Select(node => Read(node, defaults, names)).OfType<GraphNode>()];
        foreach (SourceValue edge in topology.List("edges")) ReadEdge(edge, nodes);
        string[] entries = ReadEntries(topology, nodes);
        topology.Close("a graph of Strands");
        if (topology != root) root.Close("a graph of Strands");
        if (!refusals.Any) CheckBatches(nodes, entries);
        return refusals.Finish(() => Write(name!, names, nodes));
    }

    private GraphNode? Read(SourceValue value, ChatDraft defaults, StepNames names)
    {
        if (value.Kind != SourceKind.Object)
        {
            refusals.Add(value.Place, "A node", $"it is {value.Called}", "write an object");
            return null;
        }

        var node = new SourceObject(value, "a node", refusals);
        string? id = node.Need("id");
        if (id is not null) node.Called = $"node '{id}'";
        bool isNamed = id is not null && names.Take(id, node.Find("id")!.Place, "Node");
        string? role = node.Text("role");
        string? prompt = node.Need("system_prompt");
        ChatDraft chat = StrandsModel.Read(node, defaults, refusals) with { Instructions = prompt };
        node.Close("a node of Strands");
        return isNamed ? new GraphNode(id!, node.Place, role, chat) : null;
    }

    private void ReadEdge(SourceValue value, GraphNode[] nodes)
    {
        if (value.Kind != SourceKind.Object)
        {
            refusals.Add(value.Place, "An edge", $"it is {value.Called}", "write an object as { \"from\": \"a\", \"to\": \"b\" }");
            return;
        }

        var edge = new SourceObject(value, "an edge", refusals);
        GraphNode? from = FindNode(edge.Need("from"), edge.PlaceOf("from"), nodes);
        GraphNode? to = FindNode(edge.Need("to"), edge.PlaceOf("to"), nodes);
        edge.RefuseIfSaid("condition", "it is a function of Python", "leave it out, and give the step in the document a 'when' or a 'case'");
        edge.Close("an edge of Strands");
        if (from is not null && to is not null && !to.Before.Contains(from)) to.Before.Add(from);
    }

    private string[] ReadEntries(SourceObject topology, GraphNode[] nodes)
    {
        string[] entries = [.. topology.Texts("entry_points").Where(entry => FindNode(entry.Text, entry.Place, nodes) is not null).Select(static entry => entry.Text)];
        return entries.Length > 0 ? entries : [.. nodes.Where(static node => node.Before.Count == 0).Select(static node => node.Id)];
    }

    private GraphNode? FindNode(string? id, SourcePlace place, GraphNode[] nodes)
    {
        GraphNode? found = Array.Find(nodes, node => node.Id == id);
        if (found is null && id is not null) refusals.Add(place, $"The node '{id}'", "the graph has none of this name", "name one of its nodes");
        return found;
    }

    /// <summary>Refuses what would not run exactly once.</summary>
    private void CheckBatches(GraphNode[] nodes, string[] entries)
    {
        if (Circle.Find(nodes, static node => node.Id, static node => node.Before.Select(static one => one.Id)) is { } circle)
        {
            refusals.Add(circle[0].Place, $"The circle of nodes {string.Join(" → ", circle.Append(circle[0]).Reverse().Select(static node => $"'{node.Id}'"))}", "it has no end that the file would tell", "leave an edge out, and repeat the step in the document: 'repeat' with 'until' and 'max'");
            return;
        }

        foreach (GraphNode node in nodes.Where(node => node.Before.Count > 0 && entries.Contains(node.Id)))
            refusals.Add(node.Place, $"Node '{node.Id}'", "it is an entry point and behind other nodes, so that Strands runs it several times", "take it out of 'entry_points', or leave out the edges to it");
        HashSet<GraphNode> settled = [];
        while (!refusals.Any && Array.Find(nodes, node => !settled.Contains(node) && node.Before.All(settled.Contains)) is { } next)
        {
            settled.Add(next);
            if (next.Before.Count == 0 && !entries.Contains(next.Id)) refusals.Add(next.Place, $"Node '{next.Id}'", "no entry point leads to it, so that Strands never runs it", "add it to 'entry_points', or leave it out");
            next.Batch = next.Before.Count == 0 ? 0 : next.Before[0].Batch + 1;
            if (next.Before.Find(one => one.Batch != next.Batch - 1) is { } other)
                refusals.Add(next.Place, $"Node '{next.Id}'", $"'{next.Before[0].Id}' and '{other.Id}' lead to it over ways of different lengths, so that Strands runs it once behind each", "leave out the edge of the shorter way, or put a node into it");
        }
    }

    private IReadOnlyList<ImportedFile> Write(string name, StepNames names, GraphNode[] nodes)
    {
        var output = new ChatWorkflow(file, options, name, names);
        foreach (GraphNode node in nodes)
        {
            List<string> taken = [names.Input(node.Id)];
            PartDraft[] parts = [new(CSharpText.Member("task", taken), TakeDraft.Reference("input")), .. node.Before.Select(before => new PartDraft(CSharpText.Member(before.Id, taken), TakeDraft.Reference(before.Id)))];
            var step = new StepDraft(node.Id, names.Agent(node.Id));
            string summary = string.IsNullOrEmpty(node.Role) ? $"The node '{node.Id}'." : $"The node '{node.Id}': {node.Role}.";
            var agent = new AgentDraft(step.Agent, names.Class(node.Id), "ChatAgent", names.Input(node.Id), "string") { Summary = summary };
            if (node.Before.Count == 0) output.Add(step with { Whole = TakeDraft.Reference("input") }, agent with { Input = "string", Arguments = node.Chat.Arguments });
            else output.Add(step with { Parts = parts }, agent with { Arguments = Chat(node, parts).Arguments, Members = [.. parts.Select(static part => part.Member)] });
        }

        return output.Finish("string", [.. nodes.Where(node => !nodes.Any(other => other.Before.Contains(node))).Select(static node => node.Id)]);
    }

    private static ChatDraft Chat(GraphNode node, PartDraft[] parts) => node.Chat with
    {
        Instructions = CSharpText.Escape(node.Chat.Instructions!),
        Prompt = "Original Task: {task}\n\nInputs from previous nodes:\n"
            + string.Concat(node.Before.Select((before, position) => $"\nFrom {CSharpText.Escape(before.Id)}:\n  - Agent: {{{CSharpText.Camel(parts[position + 1].Member)}}}\n")),
    };

    private sealed class GraphNode(string id, SourcePlace place, string? role, ChatDraft chat)
    {
        public string Id { get; } = id;

        public SourcePlace Place { get; } = place;

        public string? Role { get; } = role;

        public ChatDraft Chat { get; } = chat;

        /// <summary>The nodes with an edge to it.</summary>
        public List<GraphNode> Before { get; } = [];

        /// <summary>How many batches run before its own.</summary>
        public int Batch { get; set; }
    }
}
