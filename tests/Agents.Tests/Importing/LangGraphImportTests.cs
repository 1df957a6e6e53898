using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents.Tests.EndToEnd;
using Perdure.Importers;
using Perdure.Tests.Postgres;

namespace Perdure.Agents.Tests.Importing;

/// <summary>Graphs of LangGraph, and the graphs of a langgraph.json.</summary>
public sealed class LangGraphImportTests(MigratedServer postgres)
{
    private const string Review = """
        {
          "nodes": [
            { "id": "__start__", "type": "schema", "data": "__start__" },
            { "id": "write", "type": "runnable", "data": { "id": ["langgraph", "utils", "RunnableCallable"], "name": "write" }, "metadata": {} },
            { "id": "review", "type": "runnable", "data": { "name": "review" }, "metadata": { "owner": "ann" } },
            { "id": "print", "type": "runnable", "data": { "name": "print" } },
            { "id": "drop", "type": "runnable", "data": { "name": "drop" } },
            { "id": "__end__", "type": "schema", "data": "__end__" }
          ],
          "edges": [
            { "source": "__start__", "target": "write" },
            { "source": "write", "target": "review", "conditional": false },
            { "source": "review", "target": "print", "data": "good", "conditional": true },
            { "source": "review", "target": "drop", "conditional": true },
            { "source": "print", "target": "__end__" },
            { "source": "drop", "target": "__end__" }
          ]
        }
        """;

    private const string State = """
        namespace Imported;

        public enum Verdict { Good, Drop }
        public sealed record Letter(string Text, Verdict Verdict);
        """;

    private const string Desk = """
        {
          "agent": "desk", "runtime": "langgraph", "endpoint": "default", "of": { "assistant": "desk" },
          "input": { "type": "object", "properties": { "topic": { "type": "string" }, "mode": { "type": "string", "enum": ["fast", "slow"], "default": "fast" } }, "required": ["topic", "mode"] },
          "output": { "type": "object", "properties": { "text": { "type": "string" }, "word_count": { "type": "integer" } }, "required": ["text"] }
        }
        """;

    [Theory]
    [InlineData("Good", "write/review/print")]
    [InlineData("Drop", "write/review/drop")]
    public async Task AGraphRunsOnPostgresAndTakesItsBranches(string verdict, string way)
    {
        ImportResult result = Import(Review, new ImportOptions { State = "Letter", Branches = new Dictionary<string, string> { ["review"] = "verdict" } });
        ImportedProject project = await ImportedProject.Of(result, State).ShouldCompileAsync();
        await using TestDatabase database = await postgres.CreateDatabaseAsync();

        string answer = await project.RunAsync(database, services => services.AddSingleton<IAgentConnector<LangGraphAgentAttribute>>(new Walker(verdict)), """{ "text": "" }""");

        JsonNode.Parse(answer)!["text"]!.GetValue<string>().ShouldBe("/" + way);
        result.Notes.ShouldBe([
            "The metadata of node 'review' is for traces of LangGraph, and stays there.",
            "Each node is asked as a graph of its own: serve 'write', 'review', 'print', 'drop' in langgraph.json, or write an [Agent] of the same name instead."]);
    }

    [Fact]
    public async Task AChainNeedsNoTypeOfItsState()
    {
        ImportResult result = Import("""{ "nodes": [{ "id": "a" }, { "id": "b" }], "edges": [{ "source": "__start__", "target": "a" }, { "source": "a", "target": "b" }, { "source": "b", "target": "__end__" }] }""");

        (await ImportedProject.Of(result).ShouldCompileAsync()).Plan.Output!.Type.ShouldBe(typeof(JsonElement));
    }

    [Theory]
    [InlineData("\"a\", \"target\": \"b\", \"conditional\": true", "g.json(1,111): The conditional edge from 'a' to 'b' is not imported: a function of Python decides whether it is taken; write by which member of the state it goes, and of which type the state is: --branch a=<member> --state <type>")]
    [InlineData("\"b\", \"target\": \"a\"", "g.json(1,13): The circle of nodes 'a' → 'b' → 'a' is not imported: its end is code; leave the edge back out, make what goes round a document of its own, and repeat that as one step: 'workflow' with 'repeat', 'until' and 'max'")]
    [InlineData("\"a\", \"target\": \"c\"", "g.json(1,145): What leaves 'a' is not imported: 'c' and 'b' would run side by side, and reducers would put together what they write; write that part in the document: steps that take what they need, and one that takes what they return")]
    [InlineData("\"a\", \"target\": \"d\"", "g.json(1,111): The node 'd' is not imported: the graph has none of this name; name one of its nodes")]
    [InlineData("\"b\", \"target\": \"__end__\", \"deferred\": 1", "g.json(1,149): 'deferred' of an edge is not imported: an edge of LangGraph has no such property; leave it out")]
    public void AnEdgeThatCannotBeKeptIsRefused(string edge, string refusal) =>
        Refusals(Import($$"""{ "nodes": [{ "id": "a" }, { "id": "b" }, { "id": "c" }], "edges": [{ "source": "__start__", "target": "a" }, { "source": {{edge}} }, { "source": "a", "target": "b" }, { "source": "b", "target": "c" }] }""")).ShouldContain(refusal);

    [Fact]
    public void WhatJoinsOrEndsBranchesIsRefused() =>
        Refusals(Import(
            """{ "nodes": [{ "id": "a" }, { "id": "b" }, { "id": "c" }], "edges": [{ "source": "__start__", "target": "a" }, { "source": "a", "target": "b", "conditional": true }, { "source": "a", "target": "c", "conditional": true }, { "source": "b", "target": "c" }, { "source": "a", "target": "__end__", "conditional": true }] }""",
            new ImportOptions { State = "S", Branches = new Dictionary<string, string> { ["a"] = "verdict", ["x"] = "y" } })).ShouldBe([
                "g.json(1,1): The branch 'x' is not imported: no conditional edge leaves a node of this name; name another, or leave it out",
                "g.json(1,255): The conditional edge from 'a' to the end is not imported: the workflow's result would be that of a step that other steps follow; let it lead to a node that hands the state on"]);

    [Fact]
    public void ANodeBehindTwoBranchesIsRefused() =>
        Refusals(Import(
            """{ "nodes": [{ "id": "a" }, { "id": "b" }, { "id": "c" }], "edges": [{ "source": "__start__", "target": "a" }, { "source": "a", "target": "b", "conditional": true }, { "source": "a", "target": "c", "conditional": true }, { "source": "b", "target": "c" }] }""",
            new ImportOptions { State = "S", Branches = new Dictionary<string, string> { ["a"] = "verdict" } })).ShouldBe(["g.json(1,43): Node 'c' is not imported: it takes the state of whichever of 'a' and 'b' ran, and all have one type; write it once behind each, under names of their own"]);

    [Theory]
    [InlineData("{ \"id\": \"a\", \"metadata\": { \"__interrupt\": \"before\" } }", "g.json(1,40): '__interrupt' of 'metadata' of node 'a' is not imported: the graph stops there for a person; leave it out, and put a step with a 'signal' there in the document")]
    [InlineData("{ \"id\": \"a\", \"metadata\": { \"defer\": true } }", "g.json(1,40): 'defer' of 'metadata' of node 'a' is not imported: it puts the node behind all others that are at work; leave it out, and write in the document what it comes 'after'")]
    [InlineData("{ \"id\": \"a:b\" }", "g.json(1,21): Node 'a:b' is not imported: its name is not made of letters, digits, '_' and '-', or does not begin with a letter; give it another name, here and where it is named")]
    [InlineData("{ \"id\": \"a\", \"retry\": 3 }", "g.json(1,26): 'retry' of node 'a' is not imported: a node of LangGraph has no such property; leave it out")]
    public void ANodeThatCannotBeKeptIsRefused(string node, string refusal) =>
        Refusals(Import($$"""{ "nodes": [{{node}}], "edges": [{ "source": "__start__", "target": "a" }] }""")).ShouldContain(refusal);

    [Fact]
    public async Task GraphsOfAConfigBecomeAgentsWithTheTypesOfTheirContracts()
    {
        ImportResult result = LangGraphImporter.Import(
            new SourceFile("langgraph.json", """{ "dependencies": ["."], "graphs": { "desk": { "path": "./desk.py:graph", "description": "d" } }, "env": ".env" }"""), [new SourceFile("desk.agent.json", Desk)], new ImportOptions());

        await ImportedProject.Of(result, Desk).ShouldCompileAsync();
        result.Files.ShouldHaveSingleItem().Text.ShouldContain("[LangGraphAgent(\"desk\", Name = \"desk\")]\npublic sealed partial class DeskAgent : IAgent<DeskInput, DeskOutput>;\n\npublic sealed record DeskInput(string Topic, ");
        result.Files[0].Text.ShouldContain("public sealed record DeskOutput(string Text, [property: System.Text.Json.Serialization.JsonPropertyName(\"word_count\")] long? WordCount = null);");
        result.Notes.ShouldBe(["What the file says beside its graphs is how the server is built and run: it stays with the server."]);
    }

    [Fact]
    public void AGraphWithoutAContractIsRefusedWithTheCommandThatPullsIt() =>
        Refusals(LangGraphImporter.Import(new SourceFile("langgraph.json", """{ "graphs": { "desk": "./desk.py:graph" } }"""), [], new ImportOptions())).ShouldBe(
            ["langgraph.json(1,15): The graph 'desk' is not imported: it has no contract here, which says what it takes and answers; run perdure agents pull langgraph --name desk --agent desk, and import again"]);

    private static ImportResult Import(string text, ImportOptions? options = null) => LangGraphImporter.Import(new SourceFile("g.json", text), [], options ?? new ImportOptions());

    private static IEnumerable<string> Refusals(ImportResult result) => result.Refusals.Select(static refusal => refusal.ToString());

    /// <summary>A server of graphs that each write their name behind the text, and find one verdict.</summary>
    private sealed class Walker(string verdict) : IAgentConnector<LangGraphAgentAttribute>
    {
        public IRemoteAgent<TIn, TOut> Connect<TIn, TOut>(LangGraphAgentAttribute attribute, RemoteAgentTypes types) => new Walk<TIn, TOut>(attribute.Assistant, verdict);
    }

    private sealed class Walk<TIn, TOut>(string node, string verdict) : IRemoteAgent<TIn, TOut>
    {
        public AgentAbilities Abilities => AgentAbilities.None;

        public async IAsyncEnumerable<AgentEvent<TOut>> RunAsync(AgentRequest<TIn> request, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            yield return new AgentEvent<TOut>.Started(new AgentHandle("langgraph", request.Id.ConversationId(ConversationScope.Try).ToString(), request.Id.Turn));
            JsonNode state = JsonSerializer.SerializeToNode(request.Input)!;
            state["Text"] = $"{state["Text"]}/{node}";
            state["Verdict"] = verdict == "Good" ? 0 : 1;
            yield return new AgentEvent<TOut>.Completed(state.Deserialize<TOut>()!);
        }

        public ValueTask<bool> StopAsync(AgentHandle handle, CancellationToken cancellationToken) => new(false);

        public string? Check(AgentInterrupt interrupt, string value) => null;
    }
}
