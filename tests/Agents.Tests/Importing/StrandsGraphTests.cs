using Perdure.Agents.Tests.EndToEnd;
using Perdure.Importers;
using Perdure.Tests.Postgres;

namespace Perdure.Agents.Tests.Importing;

/// <summary>Topologies of the graph tool of Strands, and agent configs.</summary>
public sealed class StrandsGraphTests(MigratedServer postgres)
{
    [Fact]
    public async Task AGraphRunsOnPostgresAndItsNodesAreToldWhatStrandsTellsThem()
    {
        ImportResult result = Import("""
            {
              "action": "create", "graph_id": "desk", "model_provider": "bedrock", "model_settings": { "model_id": "big", "temperature": 0.5 },
              "topology": {
                "nodes": [
                  { "id": "find", "role": "finder", "system_prompt": "FIND things." },
                  { "id": "ask", "role": "asks <people>", "system_prompt": "ASK people.", "model_settings": { "model_id": "small" } },
                  { "id": "task", "role": "writer", "system_prompt": "WRITE {it}." }
                ],
                "edges": [{ "from": "find", "to": "task" }, { "from": "ask", "to": "task" }, { "from": "ask", "to": "task" }],
                "entry_points": ["find", "ask"]
              }
            }
            """);
        ImportedProject project = await ImportedProject.Of(result).ShouldCompileAsync();
        using var model = new EchoChat();
        await using TestDatabase database = await postgres.CreateDatabaseAsync();

        (await project.RunAsync(database, model, static (client, plan) => client.StartAsync((WorkflowPlan<string, string>)plan, "birds", cancellationToken: TestContext.Current.CancellationToken), "bedrock")).ShouldBe("<WRITE>");

        model["FIND things."].ShouldBe("birds");
        model["WRITE {it}."].ShouldBe("Original Task: birds\n\nInputs from previous nodes:\n\nFrom find:\n  - Agent: <FIND>\n\nFrom ask:\n  - Agent: <ASK>\n");
        (model.OptionsOf("FIND things.")!.ModelId, model.OptionsOf("FIND things.")!.Temperature).ShouldBe(("big", 0.5f));
        (model.OptionsOf("ASK people.")!.ModelId, model.OptionsOf("ASK people.")!.Temperature).ShouldBe(("small", null));
    }

    [Fact]
    public async Task SeveralLastNodesArePutTogether()
    {
        WorkflowPlan plan = (await ImportedProject.Of(Import(Graph("{ \"from\": \"a\", \"to\": \"b\" }"))).ShouldCompileAsync()).Plan;

        plan.Steps.Select(static step => step.Id).ShouldBe(["a", "b", "c", "Results"]);
        plan.Output!.Type.Name.ShouldBe("WResults");
    }

    [Theory]
    [InlineData("{ \"from\": \"a\", \"to\": \"d\" }", "w.json(1,163): The node 'd' is not imported: the graph has none of this name; name one of its nodes")]
    [InlineData("{ \"from\": \"a\", \"to\": \"b\", \"condition\": \"is_done\" }", "w.json(1,174): 'condition' of an edge is not imported: it is a function of Python; leave it out, and give the step in the document a 'when' or a 'case'")]
    [InlineData("{ \"from\": \"a\", \"to\": \"b\" }, { \"from\": \"b\", \"to\": \"a\" }", "w.json(1,13): The circle of nodes 'a' → 'b' → 'a' is not imported: it has no end that the file would tell; leave an edge out, and repeat the step in the document: 'repeat' with 'until' and 'max'")]
    [InlineData("{ \"from\": \"a\", \"to\": \"b\" }, { \"from\": \"a\", \"to\": \"c\" }, { \"from\": \"b\", \"to\": \"c\" }", "w.json(1,100): Node 'c' is not imported: 'a' and 'b' lead to it over ways of different lengths, so that Strands runs it once behind each; leave out the edge of the shorter way, or put a node into it")]
    public void AnEdgeThatCannotBeKeptIsRefused(string edges, string refusal) => Refusals(Graph(edges)).ShouldBe([refusal]);

    [Theory]
    [InlineData("\"entry_points\": [\"a\", \"b\"]", "w.json(1,63): Node 'b' is not imported: it is an entry point and behind other nodes, so that Strands runs it several times; take it out of 'entry_points', or leave out the edges to it")]
    [InlineData("\"entry_points\": [\"a\"]", "w.json(1,100): Node 'c' is not imported: no entry point leads to it, so that Strands never runs it; add it to 'entry_points', or leave it out")]
    [InlineData("\"max_node_executions\": 5", "w.json(1,177): 'max_node_executions' of the graph is not imported: a graph of Strands has no such property; leave it out")]
    [InlineData("\"task\": \"birds\"", "w.json(1,177): 'task' of the graph is not imported: it is what one run is about; start runs of the workflow with it")]
    [InlineData("\"tools\": [\"editor\"]", "w.json(1,187): The tool 'editor' of the graph is not imported: it is a function of Python; write what it does as a step of its own, or give it to the chat client and leave it out here")]
    public void APropertyThatCannotBeKeptIsRefused(string property, string refusal) => Refusals(Graph("{ \"from\": \"a\", \"to\": \"b\" }", property)).ShouldBe([refusal]);

    [Fact]
    public async Task AnAgentConfigBecomesAnAgent()
    {
        ImportResult result = Import("""{ "name": "Trip Planner", "model": "anthropic.large", "prompt": "Plan \"trips\".\nBe short.", "tools": [] }""");

        await ImportedProject.Of(result).ShouldCompileAsync();
        result.Files.ShouldHaveSingleItem().Name.ShouldBe("Trip-Planner.Agents.cs");
        result.Files[0].Text.ShouldEndWith("""
            [ChatAgent(Model = "anthropic.large", Instructions = ""
            """ + "\"\nPlan \"trips\".\nBe short.\n\"\"\", Name = \"Trip Planner\")]\npublic sealed partial class TripPlannerAgent : IAgent<string, string>;\n");
    }

    [Theory]
    [InlineData("one line")]
    [InlineData("two\nlines, {braces}, \"quotes\" and \\ more")]
    [InlineData("\n\"\"\"\nfour: \"\"\"\"\n")]
    [InlineData("tabs\t, returns\r\n, \u2028 and \u0001, and \ud83d\ude00")]
    [InlineData("<b>&\n$\"{x}\" @\"")]
    public async Task APromptIsKeptToTheLetter(string prompt)
    {
        ImportedProject project = await ImportedProject.Of(Import($$"""{ "name": "a", "model": "m", "prompt": {{System.Text.Json.JsonSerializer.Serialize(prompt)}} }""")).ShouldCompileAsync();

        project.Chat.Instructions.ShouldBe(prompt);
    }

    [Fact]
    public void ServersAndToolsOfAnAgentConfigAreRefusedByName() =>
        Refusals("""{ "prompt": "P", "tools": ["./tools/shout.py"], "mcp_servers": { "docs": { "command": "uvx" } }, "hooks": 1 }""").ShouldBe([
            "w.json(1,28): The tool './tools/shout.py' of the agent is not imported: it is a function of Python; write what it does as a step of its own, or give it to the chat client and leave it out here",
            "w.json(1,66): The MCP server 'docs' of the agent is not imported: the model would call its tools where nothing is recorded; declare the tools that it needs with [McpTool], as steps of their own, and leave it out",
            "w.json(1,98): 'hooks' of the agent is not imported: an agent config of Strands has no such property; did you mean 'tools'?"]);

    private static string Graph(string edges, string? property = null) =>
        $$"""{ "nodes": [{ "id": "a", "system_prompt": "A", "role": "x" }, { "id": "b", "system_prompt": "B" }, { "id": "c", "system_prompt": "C" }], "edges": [{{edges}}]{{(property is null ? "" : $", {property}")}} }""";

    private static ImportResult Import(string text) => StrandsImporter.Import(new SourceFile("w.json", text), new ImportOptions());

    private static IEnumerable<string> Refusals(string text) => Import(text).Refusals.Select(static refusal => refusal.ToString());
}
