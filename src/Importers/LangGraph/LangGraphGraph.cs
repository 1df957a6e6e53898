using Perdure.Importers.Source;
using Perdure.Importers.Writing;

namespace Perdure.Importers.LangGraph;

/// <summary>
/// A graph. Its nodes become steps that hand on the state, each of an agent that is a graph of its own on the server, of that one node: what a node does is code, which stays there. Plain edges are what a step takes; conditional ones become
/// cases, where somebody says which member of the state decides. Where several nodes would write the state, reducers would put it together, which the file does not have: that is refused.
/// </summary>
internal sealed class LangGraphGraph(SourceFile file, ImportOptions options, Refusals refusals)
{
    private const string Start = "__start__";
    private const string End = "__end__";

    /// <summary>The state of a graph whose type nobody named.</summary>
    private const string AnyState = "System.Text.Json.JsonElement";

    private readonly List<Edge> edges = [];

    public ImportResult Import(SourceValue value)
    {
        var root = new SourceObject(value, "the graph", refusals);
        string? name = StepNames.Durable(options.Name ?? file.Stem, root.Place, "The graph", refusals);
        var names = new StepNames(name ?? "graph", refusals);
        Node[] nodes = [.. root.List("nodes").Select(node => ReadNode(node, names)).OfType<Node>()];
        foreach (SourceValue edge in root.List("edges")) ReadEdge(edge, nodes);
        root.Close("a graph of LangGraph");
        if (nodes.Length == 0) refusals.Add(root.PlaceOf("nodes"), "The graph", "it has no nodes between its start and its end", "write some");
        foreach (string branch in options.Branches.Keys.Where(branch => !edges.Any(edge => edge.From == branch && edge.Label is not null)))
            refusals.Add(root.Place, $"The branch '{branch}'", "no conditional edge leaves a node of this name", "name another, or leave it out");
        if (!refusals.Any) CheckShape(nodes);
        return refusals.Finish(() => Write(name!, names, nodes));
    }

    private Node? ReadNode(SourceValue value, StepNames names)
    {
        if (value.Kind != SourceKind.Object)
        {
            refusals.Add(value.Place, "A node", $"it is {value.Called}", "write an object");
            return null;
        }

        var node = new SourceObject(value, "a node", refusals);
        string? id = node.Need("id");
        if (id is not null) node.Called = $"node '{id}'";

        // How LangChain calls the class of the node's function, and what it looks like: not what it does.
        _ = node.Text("type");
        _ = node.Find("data");
        if (node.Object("metadata") is { } metadata)
        {
            metadata.RefuseIfSaid("__interrupt", "the graph stops there for a person", "leave it out, and put a step with a 'signal' there in the document");
            metadata.RefuseIfSaid("defer", "it puts the node behind all others that are at work", "leave it out, and write in the document what it comes 'after'");
            if (metadata.Said.Any()) refusals.Note($"The metadata of node '{id}' is for traces of LangGraph, and stays there.");
        }

        node.Close("a node of LangGraph");
        if (id is null or Start or End) return null;
        return names.Take(id, node.Find("id")!.Place, "Node") ? new Node(id, value.Place) : null;
    }

    private void ReadEdge(SourceValue value, Node[] nodes)
    {
        if (value.Kind != SourceKind.Object)
        {
            refusals.Add(value.Place, "An edge", $"it is {value.Called}", "write an object as { \"source\": \"a\", \"target\": \"b\" }");
            return;
        }

        var edge = new SourceObject(value, "an edge", refusals);
        string? from = edge.Need("source");
        string? to = edge.Need("target");
        bool isConditional = edge.Find("conditional", SourceKind.Bool, "true or false")?.Text == "true";
        string? label = edge.Text("data");
        edge.Close("an edge of LangGraph");
        foreach (string missing in new[] { from, to }.OfType<string>().Where(id => id is not (Start or End) && !Array.Exists(nodes, node => node.Id == id)))
            refusals.Add(value.Place, $"The node '{missing}'", "the graph has none of this name", "name one of its nodes");
        if (from == End) refusals.Add(edge.PlaceOf("source"), $"The edge from '{End}'", "nothing comes behind the end, and LangGraph refuses it as well", "leave it out");
        if (to == Start) refusals.Add(edge.PlaceOf("target"), $"The edge to '{Start}'", "nothing leads back to the start, and LangGraph refuses it as well", "leave it out, or let it lead to a node");
        if (from is null or End || to is null or Start) return;

        // A label is left out where it is the name of the node that the edge leads to.
        edges.Add(new Edge(from, to, isConditional ? label ?? to : null, value.Place));
        if (!isConditional) return;
        if (!options.Branches.ContainsKey(from)) refusals.Add(value.Place, $"The conditional edge from '{from}' to '{to}'", "a function of Python decides whether it is taken", $"write by which member of the state it goes, and of which type the state is: --branch {from}=<member> --state <type>");
        else if (options.State is null) refusals.Add(value.Place, $"The conditional edge from '{from}' to '{to}'", $"'{options.Branches[from]}' is a member of nothing, since the state has no type", "name it: --state <type>");
        if (to == End) refusals.Add(value.Place, $"The conditional edge from '{from}' to the end", "the workflow's result would be that of a step that other steps follow", "let it lead to a node that hands the state on");
    }

    private void CheckShape(Node[] nodes)
    {
        if (Circle.Find(nodes, static node => node.Id, node => edges.Where(edge => edge.From == node.Id).Select(static edge => edge.To)) is { } circle)
        {
            refusals.Add(circle[0].Place, $"The circle of nodes {string.Join(" → ", circle.Append(circle[0]).Select(static node => $"'{node.Id}'"))}", "its end is code", "leave the edge back out, make what goes round a document of its own, and repeat that as one step: 'workflow' with 'repeat', 'until' and 'max'");
            return;
        }

        foreach (IGrouping<string, Edge> leaving in edges.GroupBy(static edge => edge.From))
        {
            string[] plain = [.. leaving.Where(static edge => edge.Label is null).Select(static edge => edge.To).Distinct()];
            if (plain.Length > 1 || (plain.Length == 1 && leaving.Any(static edge => edge.Label is not null)))
                refusals.Add(leaving.Last().Place, $"What leaves '{leaving.Key}'", $"{string.Join(" and ", leaving.Select(static edge => $"'{edge.To}'").Distinct())} would run side by side, and reducers would put together what they write", "write that part in the document: steps that take what they need, and one that takes what they return");
        }

        foreach (Node node in nodes)
        {
            string[] before = [.. edges.Where(edge => edge.To == node.Id).Select(static edge => edge.From).Distinct()];
            if (before.Length == 0) refusals.Add(node.Place, $"Node '{node.Id}'", "no edge leads to it, so that it never runs", "leave it out");
            if (before.Length > 1) refusals.Add(node.Place, $"Node '{node.Id}'", $"it takes the state of whichever of {string.Join(" and ", before.Select(static one => $"'{one}'"))} ran, and all have one type", "write it once behind each, under names of their own");
        }
    }

    private IReadOnlyList<ImportedFile> Write(string name, StepNames names, Node[] nodes)
    {
        string state = options.State ?? AnyState;
        string? start = edges.Any(static edge => edge is { From: Start, Label: not null }) ? names.Invent("Start") : null;
        List<StepDraft> steps = [.. nodes.Select(node => Step(node, names, start ?? "input"))];
        List<string> others = [];
        if (start is not null)
        {
            // A case is of what a step returns, and the input is of none: a step that hands it on.
            string agent = names.Agent(start.ToLowerInvariant());
            steps.Insert(0, new StepDraft(start, agent) { Whole = TakeDraft.Reference("input") });
            others.Add(AgentWriter.Passing(agent, names.Class(start), state, "Hands on the state with which the graph starts, so that it can decide which node is next."));
        }

        AgentDraft[] agents = [.. nodes.Select(node => new AgentDraft(names.Agent(node.Id), names.Class(node.Id), "LangGraphAgent", state, state) { Arguments = [CSharpText.Literal(node.Id)], Summary = $"The node '{node.Id}', as a graph of its own." })];
        string[] last = [.. nodes.Where(node => edges.All(edge => edge.From != node.Id || edge.To == End)).Select(static node => node.Id)];
        refusals.Note($"Each node is asked as a graph of its own: serve {string.Join(", ", nodes.Select(static node => $"'{node.Id}'"))} in langgraph.json, or write an [Agent] of the same name instead.");
        if (options.State is null) refusals.Note("The state is any JSON, since nobody named its type: --state does.");
        var workflow = new WorkflowDraft(name, $"{options.Namespace}.{names.Prefix}", steps) { Input = state, Output = state, Result = last };
        return [WorkflowWriter.Write(workflow), AgentWriter.Write(CSharpText.FileName(name), file, options.Namespace, agents, others)];
    }

    /// <param name="start">What a reference to the state at the start begins with.</param>
    private StepDraft Step(Node node, StepNames names, string start)
    {
        Edge[] before = [.. edges.Where(edge => edge.To == node.Id)];
        string from = before[0].From == Start ? start : before[0].From;
        string[] labels = [.. before.Select(static edge => edge.Label).OfType<string>().Distinct()];
        return new StepDraft(node.Id, names.Agent(node.Id))
        {
            Whole = TakeDraft.Reference(from),
            Case = labels.Length == 0 ? null : new CaseDraft($"{from}.{options.Branches[before[0].From]}", labels),
        };
    }

    private sealed record Node(string Id, SourcePlace Place);

    /// <param name="Label">In which case it is taken; null: always.</param>
    private sealed record Edge(string From, string To, string? Label, SourcePlace Place);
}
