using System.Text.Json.Nodes;
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
        ["app/drafting/write.yaml"] = "name: write\nmodel: gemini-big\ndescription: Writes {well}\ninstruction: |-\n  WRITE with {facts_found} as { \"json\": 1 }.\n  {remarks?}\noutput_key: draft\n",
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

        string facts = Told("FACTS are listed.", "facts");
        model[facts].ShouldBe("Of birds.");
        (model.OptionsOf(facts)!.ModelId, model.OptionsOf(facts)!.Temperature, model.OptionsOf(facts)!.MaxOutputTokens).ShouldBe(("gemini-small", 0.25f, 99));
        model[Told("WRITE with <FACTS> as { \"json\": 1 }.\n", "write") + " The description about you is \"Writes {well}\"."].ShouldBe("Of birds.\n\nFor context:\n[facts] said: <FACTS>\n\nFor context:\n[people] said: <PEOPLE>");
        model[Told("IMPROVE <WRITE>", "improve")].ShouldBe("For context:\n[write] said: <WRITE>");
        model[Told("IMPROVE <IMPROVE>", "improve")].ShouldBe("For context:\n[write] said: <WRITE>\n\nYou answered before: <IMPROVE>");
        result.Notes.ShouldBe(["Agent 'improve' is told what it answered in earlier rounds as 'You answered before: …', within what the user says; ADK has turns of the model for it."]);
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
    [InlineData("description: !<[> s", "root.yaml(4,12): 'root.yaml' is not imported: it is no YAML: what stands here, or begins here, has a form that YAML does not have; mend its form")]
    [InlineData("description: [x\nc: d", "root.yaml(4,14): 'root.yaml' is not imported: it is no YAML: what stands here, or begins here, has a form that YAML does not have; mend its form")]
    [InlineData("generate_content_config:\n  temperature: NaN", "root.yaml(5,3): 'temperature' of 'generate_content_config' of agent 'a' is not imported: it is a text; write a number")]
    [InlineData("generate_content_config:\n  temperature: .nan", "root.yaml(5,16): The number '.nan' is not imported: ADK reads YAML 1.1, to which it is no number of decimal digits")]
    [InlineData("generate_content_config:\n  temperature: 1e999", "root.yaml(5,3): 'temperature' of 'generate_content_config' of agent 'a' is not imported: it is 1e999, which is greater than numbers are")]
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
    [InlineData("SequentialAgent", "  - config_path: b.yaml\n  - config_path: b.yaml", "root.yaml(5,5): The file 'b.yaml' is not imported: it is named before, and an agent is at one place; write a file of its own, with an agent of another name")]
    [InlineData("LoopAgent", "  - config_path: b.yaml\nmax_iterations: 010", "root.yaml(5,17): The number '010' is not imported: ADK reads YAML 1.1, to which it is no number of decimal digits; write it in these, or in quotes if it is a text")]
    [InlineData("LoopAgent", "  - config_path: b.yaml\nmax_iterations: 0x10", "root.yaml(5,17): The number '0x10' is not imported: ADK reads YAML 1.1, to which it is no number of decimal digits; write it in these, or in quotes if it is a text")]
    [InlineData("LoopAgent", "  - config_path: b.yaml\nmax_iterations: 1_0", "root.yaml(5,17): The number '1_0' is not imported: ADK reads YAML 1.1, to which it is no number of decimal digits; write it in these, or in quotes if it is a text")]
    public void AGroupThatCannotBeKeptIsRefused(string kind, string agents, string refusal) =>
        Refusals(Import(new Dictionary<string, string> { ["root.yaml"] = $"agent_class: {kind}\nname: g\nsub_agents:\n{agents}\n", ["b.yaml"] = "name: b\nmodel: m\ninstruction: B" }, "root.yaml")).ShouldHaveSingleItem().ShouldBe(refusal);

    [Fact]
    public void FilesThatNameTheNextOneTwiceAreReadOnce()
    {
        Dictionary<string, string> files = Enumerable.Range(0, 12).ToDictionary(static i => $"{i}.yaml", static i => $"agent_class: SequentialAgent\nname: g{i}\nsub_agents:\n  - config_path: {i + 1}.yaml\n  - config_path: {i + 1}.yaml\n");
        files["12.yaml"] = "name: a\nmodel: m\ninstruction: A";
        int opened = 0;
        SourceFile Open(string path)
        {
            opened++;
            return new SourceFile(path, files[path]);
        }

        ImportResult result = AdkImporter.Import(new SourceFile("0.yaml", files["0.yaml"]), Open, new ImportOptions());

        (opened, result.Refusals.Count).ShouldBe((24, 12));
    }

    /// <summary>What ADK hears in which branch: <c>_is_event_belongs_to_branch</c>.</summary>
    [Theory]
    [InlineData("S first(P one(a b) P two(c d) e)", "c", "input")]
    [InlineData("S first(P one(a b) P two(c d) e)", "e", "message a b c d")]
    [InlineData("S first(x P one(S both(a b) c))", "b", "message x a")]
    [InlineData("L again(P one(a b))", "a-2", "message a")]
    [InlineData("L again(P one(a b) c)", "a-2", "message a c")]
    [InlineData("P outer(S both(P one(a b) c) d)", "c", "input")]
    [InlineData("L again(P one(S both(none a) b))", "none-2", "a")]
    public void AnAgentHearsItsBranchAndThoseAroundIt(string agents, string step, string heard)
    {
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        var words = new Queue<string>(agents.Replace("(", " ( ", StringComparison.Ordinal).Replace(")", " ) ", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries));

        ImportResult result = Import(files, WriteFiles(words, files));

        result.Refusals.ShouldBeEmpty();
        JsonNode takes = JsonNode.Parse(result.Files[0].Text)!["steps"]![step]!["takes"]!;
        (takes is JsonObject parts ? string.Join(' ', parts.Select(static part => part.Key)) : takes.GetValue<string>()).ShouldBe(heard);
    }

    /// <summary>Writes the file of an agent, and those below it.</summary>
    private static string WriteFiles(Queue<string> words, Dictionary<string, string> files)
    {
        string word = words.Dequeue();
        if (word is not ("S" or "P" or "L"))
        {
            files[$"{word}.yaml"] = $"name: {word}\nmodel: m\ninstruction: A\ninclude_contents: {(word == "none" ? "none" : "default")}";
            return $"{word}.yaml";
        }

        string name = words.Dequeue();
        List<string> below = [];
        for (words.Dequeue(); words.Peek() != ")";) below.Add(WriteFiles(words, files));
        words.Dequeue();
        string kind = word switch { "S" => "SequentialAgent", "P" => "ParallelAgent", _ => "LoopAgent\nmax_iterations: 2" };
        files[$"{name}.yaml"] = $"agent_class: {kind}\nname: {name}\nsub_agents:\n{string.Concat(below.Select(static path => $"  - config_path: {path}\n"))}";
        return $"{name}.yaml";
    }

    /// <summary>What ADK tells an agent: its instruction, and who it is.</summary>
    private static string Told(string instruction, string agent) => $"{instruction}\n\nYou are an agent. Your internal name is \"{agent}\".";

    private static ImportResult ImportOne(string text) => Import(new Dictionary<string, string> { ["root.yaml"] = text }, "root.yaml");

    private static ImportResult Import(Dictionary<string, string> files, string root = "app/root_agent.yaml") =>
        AdkImporter.Import(new SourceFile(root, files[root]), path => files.TryGetValue(path, out string? text) ? new SourceFile(path, text) : null, new ImportOptions());

    private static IEnumerable<string> Refusals(ImportResult result) => result.Refusals.Select(static refusal => refusal.ToString());
}
