using Perdure.Agents.Tests.EndToEnd;
using Perdure.Importers;
using Perdure.Tests.Postgres;

namespace Perdure.Agents.Tests.Importing;

/// <summary>Agent configs of Google ADK.</summary>
public sealed class AdkImportTests(MigratedServer postgres)
{
    private static readonly Dictionary<string, string> Story = new(StringComparer.Ordinal)
    {
        ["app/root_agent.yaml"] = """
            # yaml-language-server: a comment
            agent_class: SequentialAgent
            name: story
            sub_agents:
              - config_path: research.yaml
              - config_path: ./drafting/write.yaml
              - config_path: polish.yaml
            """,
        ["app/research.yaml"] = "agent_class: ParallelAgent\nname: research\nsub_agents:\n  - config_path: facts.yaml\n  - config_path: people.yaml\n",
        ["app/facts.yaml"] = "name: facts\nmodel: gemini-small\ninstruction: FACTS are listed.\noutput_key: facts_found\ngenerate_content_config:\n  temperature: 0.25\n  max_output_tokens: 99\n",
        ["app/people.yaml"] = "agent_class: google.adk.agents.LlmAgent\nname: people\nmodel: gemini-small\ninstruction: PEOPLE are named.\n",
        ["app/drafting/write.yaml"] = "name: write\nmodel: gemini-big\ndescription: Writes\ninstruction: |-\n  WRITE with {facts_found} as { \"json\": 1 }.\n  {remarks?}\noutput_key: draft\n",
        ["app/polish.yaml"] = "agent_class: LoopAgent\nname: polish\nmax_iterations: 2\nsub_agents:\n  - config_path: improve.yaml\n",
        ["app/improve.yaml"] = "name: improve\nmodel: gemini-big\ninstruction: \"IMPROVE {{draft}}\"\noutput_key: draft\ninclude_contents: none\n",
    };

    [Fact]
    public async Task AgentsRunOnPostgresAndAreToldWhatAdkTellsThem()
    {
        ImportResult result = Import(Story);
        ImportedProject project = await ImportedProject.Of(result).ShouldCompileAsync();
        project.Plan.Steps.Select(static step => step.Id).ShouldBe(["facts", "people", "write", "improve", "improve-2"]);
        using var model = new EchoChat();
        await using TestDatabase database = await postgres.CreateDatabaseAsync();

        (await project.RunAsync(database, model, static (client, plan) => client.StartAsync((WorkflowPlan<string, string>)plan, "Of birds.", cancellationToken: TestContext.Current.CancellationToken))).ShouldBe("<IMPROVE>");

        model["FACTS are listed."].ShouldBe("Of birds.");
        (model.OptionsOf("FACTS are listed.")!.ModelId, model.OptionsOf("FACTS are listed.")!.Temperature, model.OptionsOf("FACTS are listed.")!.MaxOutputTokens).ShouldBe(("gemini-small", 0.25f, 99));
        model["WRITE with <FACTS> as { \"json\": 1 }.\n"].ShouldBe("Of birds.\n\nFor context:\n[facts] said: <FACTS>\n\nFor context:\n[people] said: <PEOPLE>");
        model["IMPROVE <WRITE>"].ShouldBe("For context:\n[write] said: <WRITE>");
        model["IMPROVE <IMPROVE>"].ShouldBe("For context:\n[write] said: <WRITE>\n\nFor context:\n[improve] said: <IMPROVE>");
    }

    [Fact]
    public async Task AnAgentAloneIsAWorkflowOfOneStep()
    {
        ImportResult result = ImportOne("name: greeter\ninstruction: Greet.");

        (await ImportedProject.Of(result).ShouldCompileAsync()).Plan.Steps.ShouldHaveSingleItem().Id.ShouldBe("greeter");
        result.Notes.ShouldBe(["Agent 'greeter' names no model: it asks the one of the chat client, where ADK has a default of its own."]);
    }

    [Fact]
    public async Task AgentsSideBySideAtTheEndArePutTogether()
    {
        Dictionary<string, string> files = new(Story) { ["app/root_agent.yaml"] = Story["app/research.yaml"] };

        WorkflowPlan plan = (await ImportedProject.Of(Import(files)).ShouldCompileAsync()).Plan;

        plan.Steps.Select(static step => step.Id).ShouldBe(["facts", "people", "Results"]);
    }

    [Theory]
    [InlineData("write", "instruction: WRITE with {fact_found}.", "app/drafting/write.yaml(4,25): The place '{fact_found}' of agent 'write' is not imported: no agent before it keeps its answer under this key; did you mean '{facts_found}'?")]
    [InlineData("write", "instruction: \"a\\n{artifact.x}\"", "app/drafting/write.yaml(4,18): The place '{artifact.x}' of agent 'write' is not imported: it stands for a file of the session; give an agent before it this output_key, or write the place with '?' where nothing may be there")]
    [InlineData("write", "instruction: \"{user:name}\"", "app/drafting/write.yaml(4,15): The place '{user:name}' of agent 'write' is not imported: it stands for state that the program around ADK keeps; give an agent before it this output_key, or write the place with '?' where nothing may be there")]
    [InlineData("write", "instruction: \"{facts_found.first}\"", "app/drafting/write.yaml(4,15): The place '{facts_found.first}' of agent 'write' is not imported: it asks for a member, and what is kept under a key is a text; did you mean '{facts_found}'?")]
    [InlineData("people", "instruction: \"Of {facts_found?}\"", "app/people.yaml(4,18): The place '{facts_found?}' of agent 'people' is not imported: an agent beside it writes this key at the same time; give an agent before it this output_key, or write the place with '?' where nothing may be there")]
    [InlineData("people", "instruction: P\noutput_key: facts_found", "app/facts.yaml(4,13): The output_key 'facts_found' of agent 'facts' is not imported: an agent beside it writes it as well, and nobody can tell which comes last; give each a key of its own|app/people.yaml(5,13): The output_key 'facts_found' of agent 'people' is not imported: an agent beside it writes it as well, and nobody can tell which comes last; give each a key of its own")]
    [InlineData("write", "instruction: W\ninclude_contents: none", "app/drafting/write.yaml(2,1): 'include_contents: none' of agent 'write' is not imported: several agents speak side by side before it, and nobody can tell who is the last; leave it out, and name what it needs by its output_key")]
    public void WhatAnAgentCannotBeToldIsRefusedAtItsPlace(string agent, string instruction, string refusals)
    {
        string path = Story.Keys.Single(path => path.EndsWith($"{agent}.yaml", StringComparison.Ordinal));
        Dictionary<string, string> files = new(Story) { [path] = $"model: m\nname: {agent}\ndescription: D\n{instruction}\n" };
        if (agent == "write") files["app/polish.yaml"] = "name: polish\nmodel: m\ninstruction: P";

        Refusals(Import(files)).ShouldBe(refusals.Split('|'));
    }

    [Theory]
    [InlineData("tools:\n  - name: google_search", "root.yaml(5,5): The tool 'google_search' of agent 'a' is not imported: it names code of Python; write what it does as a step of its own, or give it to the chat client and leave it out here")]
    [InlineData("tools:\n  - name: exit_loop", "root.yaml(5,5): The tool 'exit_loop' of agent 'a' is not imported: the model would decide when the loop ends; give the loop a 'max_iterations' alone, or write the rounds in the document: 'repeat' with 'until', of what the agent answers")]
    [InlineData("before_model_callbacks:\n  - name: lib.check", "root.yaml(4,1): 'before_model_callbacks' of agent 'a' is not imported: it names code of Python; write what it does as a step of its own")]
    [InlineData("output_schema:\n  name: lib.Report", "root.yaml(4,1): 'output_schema' of agent 'a' is not imported: it names a class of Python; leave it out, and let the agent's class in C# return a record: the model is asked for it by its schema")]
    [InlineData("sub_agents:\n  - config_path: b.yaml", "root.yaml(4,1): 'sub_agents' of agent 'a' is not imported: a model would choose which of them goes on; put them into a SequentialAgent or a ParallelAgent, or choose in the document by 'case' of what the agent answers")]
    [InlineData("generate_content_config:\n  top_k: 3", "root.yaml(5,3): 'top_k' of 'generate_content_config' of agent 'a' is not imported: [ChatAgent] has no such property; leave it out")]
    [InlineData("output_keys: x", "root.yaml(4,1): 'output_keys' of agent 'a' is not imported: an LlmAgent of ADK has no such property; did you mean 'output_key'?")]
    [InlineData("agent_class: shop.Router", "root.yaml(4,1): 'agent_class' of agent 'a' is not imported: 'shop.Router' is a class of Python; write it as an agent in C# and a step that calls it")]
    [InlineData("include_contents: some", "root.yaml(4,1): 'include_contents' of agent 'a' is not imported: it is 'some'; write 'default' or 'none'")]
    [InlineData("description: &d x", "root.yaml(4,14): The anchor '&d' is not imported: aliases are not read; write out what it stands for where it is used")]
    [InlineData("description: [", "root.yaml(5,1): 'root.yaml' is not imported: it is no YAML")]
    [InlineData("name: b", "root.yaml(4,1): 'name' of the agent is not imported: it is written twice; leave one of them out")]
    public void WhatCannotBeKeptIsRefusedByName(string property, string refusal) =>
        Refusals(ImportOne($"model: m\nname: a\ninstruction: A\n{property}\n")).ShouldHaveSingleItem().ShouldStartWith(refusal);

    [Theory]
    [InlineData("LoopAgent", "  - config_path: b.yaml", "root.yaml(1,1): 'max_iterations' of agent 'g' is not imported: without it the loop ends when a model says so, and none can; write how many rounds there are")]
    [InlineData("LoopAgent", "  - config_path: b.yaml\nmax_iterations: 21", "root.yaml(5,1): 'max_iterations' of agent 'g' is not imported: each round becomes steps of its own, and 21 are too many; write at most 20, or the rounds in the document: 'repeat'")]
    [InlineData("SequentialAgent", "  - code: shop.agent", "root.yaml(4,5): 'code' of a sub-agent of agent 'g' is not imported: it names code of Python; write the agent as a config, or in C#")]
    [InlineData("SequentialAgent", "  - config_path: ../b.yaml", "root.yaml(4,5): The file '../b.yaml' is not imported: it is not below the folder of the file that names it; move it there")]
    [InlineData("SequentialAgent", "  - config_path: c.yaml", "root.yaml(4,5): The file 'c.yaml' is not imported: there is none; write its path, from the folder of this file on")]
    [InlineData("SequentialAgent", "  - config_path: root.yaml", "root.yaml(4,5): The file 'root.yaml' is not imported: it is that of an agent around it; leave it out")]
    [InlineData("SequentialAgent", "  []", "root.yaml(3,1): The agent 'g' is not imported: it has no sub_agents; write some")]
    [InlineData("SequentialAgent", "  - config_path: b.yaml\n  - config_path: b.yaml", "b.yaml(1,1): Agent 'b' is not imported: there is another of this name; give it another name, here and where it is named")]
    public void AGroupThatCannotBeKeptIsRefused(string kind, string agents, string refusal) =>
        Refusals(Import(new Dictionary<string, string> { ["root.yaml"] = $"agent_class: {kind}\nname: g\nsub_agents:\n{agents}\n", ["b.yaml"] = "name: b\nmodel: m\ninstruction: B" }, "root.yaml")).ShouldHaveSingleItem().ShouldBe(refusal);

    private static ImportResult ImportOne(string text) => Import(new Dictionary<string, string> { ["root.yaml"] = text }, "root.yaml");

    private static ImportResult Import(Dictionary<string, string> files, string root = "app/root_agent.yaml") =>
        AdkImporter.Import(new SourceFile(root, files[root]), path => files.TryGetValue(path, out string? text) ? new SourceFile(path, text) : null, new ImportOptions());

    private static IEnumerable<string> Refusals(ImportResult result) => result.Refusals.Select(static refusal => refusal.ToString());
}
