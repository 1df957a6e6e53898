using Perdure.Importers.Source;
using Perdure.Importers.Writing;
using Perdure.Planning;

namespace Perdure.Importers.LangGraph;

/// <summary>A <c>langgraph.json</c>: each of its graphs becomes a remote agent, with the types of its contract. The server goes on being built from the file: what else it says stays true there.</summary>
internal sealed class LangGraphConfig(SourceFile file, IReadOnlyList<AgentContract> contracts, ImportOptions options, Refusals refusals)
{
    private readonly HashSet<string> types = new(StringComparer.Ordinal);

    public ImportResult Import(SourceValue value)
    {
        var config = new SourceObject(value, "the langgraph.json", refusals);
        IReadOnlyList<SourceProperty> graphs = config.Find("graphs", SourceKind.Object, "an object whose properties are the graphs")?.Properties ?? [];
        if (graphs.Count == 0) refusals.Add(config.PlaceOf("graphs"), "The langgraph.json", "it has no graphs", "write some");
        string name = options.Name ?? "langgraph";
        (SourceProperty Graph, AgentContract Contract)[] found = [.. graphs.Select(Find).OfType<(SourceProperty, AgentContract)>()];
        foreach ((SourceProperty graph, _) in found)
        {
            if (CSharpText.Pascal(graph.Name).Length == 0 || !types.Add(ClassOf(graph.Name))) refusals.Add(graph.Place, $"The graph '{graph.Name}'", "no class of C# is called so, or another graph's is", "rename it");
        }

        if (value.Properties.Count > 1) refusals.Note("What the file says beside its graphs is how the server is built and run: it stays with the server.");
        return refusals.Finish(() => [AgentWriter.Write(CSharpText.FileName(name), file, options.Namespace, [], found.Select(one => Declare(one.Graph.Name, one.Contract)))]);
    }

    private (SourceProperty Graph, AgentContract Contract)? Find(SourceProperty graph)
    {
        // A path, or an object with one and a description: where the graph is does not matter to who calls it.
        bool isGraph = graph.Value.Kind == SourceKind.Text || graph.Value.Properties.Any(static property => property is { Name: "path", Value.Kind: SourceKind.Text });
        if (!isGraph) refusals.Add(graph.Place, $"The graph '{graph.Name}'", "it has no path", "write one, as \"./desk.py:graph\"");
        if (contracts.FirstOrDefault(contract => contract.Runtime.Value == "langgraph" && contract.Of.GetValueOrDefault("assistant")?.Value == graph.Name) is { } known) return (graph, known);
        refusals.Add(graph.Place, $"The graph '{graph.Name}'", "it has no contract here, which says what it takes and answers", $"run perdure agents pull langgraph --name {graph.Name} --agent {graph.Name}, and import again");
        return null;
    }

    private static string ClassOf(string graph) => CSharpText.Pascal(graph) is var pascal && pascal.EndsWith("Agent", StringComparison.Ordinal) ? pascal : pascal + "Agent";

    /// <summary>An agent and the records of its contract, each written by what also mends agents that do not fit theirs (PDR605, PDR606).</summary>
    private string Declare(string graph, AgentContract contract)
    {
        string stem = CSharpText.Pascal(graph);
        (string input, IEnumerable<string> inputs) = Record(stem + "Input", contract.Input, isInput: true);
        (string output, IEnumerable<string> outputs) = Record(stem + "Output", contract.Output, isInput: false);
        if (contract.Input is null || contract.Output is null) refusals.Note($"The contract of '{graph}' does not say all that it takes and answers: what it does not say is any JSON.");
        string agent = $"[LangGraphAgent({CSharpText.Literal(graph)}, Name = {CSharpText.Literal(contract.Agent.Value)})]\npublic sealed partial class {ClassOf(graph)} : IAgent<{input}, {output}>;";
        return string.Join("\n\n", [agent, .. inputs, .. outputs]);
    }

    private (string Type, IEnumerable<string> Declarations) Record(string wanted, ContractSchema? schema, bool isInput)
    {
        var names = new ContractTypeNames();
        if (schema is not { Fields.Count: > 0 }) return (names.Element, []);
        string name = ContractRecordWriter.Unique(wanted, types.Contains);
        types.Add(name);
        var writer = new ContractRecordWriter(names, JsonNaming.Camel, leavesNullsOut: false, isInput, "public", types.Contains);
        string record = $"public sealed record {name}({writer.Parameters(name, schema, static (_, _) => null)});";
        foreach (string other in writer.Others) types.Add(NameOf(other));
        return (name, [record, .. writer.Others]);
    }

    /// <summary>The name in a declaration of a record or an enum.</summary>
    private static string NameOf(string declaration)
    {
        string[] words = declaration.Split([' ', '\n', '('], StringSplitOptions.RemoveEmptyEntries);
        return words[Array.FindIndex(words, static word => word is "record" or "enum") + 1];
    }
}
