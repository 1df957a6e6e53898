using Perdure.Agents.Tests.EndToEnd;
using Perdure.Importers;
using Perdure.Tests.Postgres;

namespace Perdure.Agents.Tests.Importing;

/// <summary>Tasks of the workflow tool of Strands.</summary>
public sealed class StrandsWorkflowTests(MigratedServer postgres)
{
    private const string Market = """
        {
          "workflow_id": "market-report",
          "tasks": [
            { "task_id": "prices", "description": "List {all} prices.", "system_prompt": "PRICES are \"yours\".", "priority": 2 },
            { "task_id": "news", "description": "Read the news.", "system_prompt": "NEWS is\nyours.", "priority": 5, "timeout": 90.5, "model_provider": "bedrock",
              "model_settings": { "model_id": "small", "params": { "temperature": 0.25, "max_tokens": 200 } } },
            { "task_id": "report", "description": "Write it up.", "system_prompt": "REPORT {briefly}.", "dependencies": ["prices", "news"], "tools": [] }
          ]
        }
        """;

    [Fact]
    public async Task TasksRunOnPostgresAndAreToldWhatStrandsTellsThem()
    {
        ImportedProject project = await ImportedProject.Of(Import(Market)).ShouldCompileAsync();
        using var model = new EchoChat();
        await using TestDatabase database = await postgres.CreateDatabaseAsync();

        string result = await project.RunAsync(database, model, static (client, plan) => client.StartAsync((WorkflowPlan<string>)plan, cancellationToken: TestContext.Current.CancellationToken), "bedrock");

        result.ShouldBe("<REPORT>");
        model["PRICES are \"yours\"."].ShouldBe("List {all} prices.");
        model["REPORT {briefly}."].ShouldBe("Previous task results:\nResults from prices:\n<PRICES>\n\nResults from news:\n<NEWS>\n\nCurrent Task:\nWrite it up.");
        (model.OptionsOf("NEWS is\nyours.")!.ModelId, model.OptionsOf("NEWS is\nyours.")!.Temperature, model.OptionsOf("NEWS is\nyours.")!.MaxOutputTokens).ShouldBe(("small", 0.25f, 200));
    }

    [Fact]
    public async Task PriorityIsTheOrderOfTheStepsAndTimeoutTheirs()
    {
        WorkflowPlan plan = (await ImportedProject.Of(Import(Market)).ShouldCompileAsync()).Plan;

        plan.Steps.Select(static step => (step.Id, step.Timeout)).ShouldBe([("news", TimeSpan.FromMilliseconds(90_500)), ("prices", TimeSpan.FromMinutes(5)), ("report", TimeSpan.FromMinutes(5))]);
    }

    [Fact]
    public async Task WhatTheToolStoresIsImportedWithoutItsRun()
    {
        ImportResult result = Import("""
            { "workflow_id": "w", "created_at": "2026-01-01", "status": "completed", "parallel_execution": true, "task_results": { "a": { "status": "completed" } },
              "tasks": [ { "task_id": "a", "description": "A", "priority": 3, "timeout": 300, "dependencies": [] }, { "task_id": "b", "description": "B" }] }
            """);

        WorkflowPlan plan = (await ImportedProject.Of(result).ShouldCompileAsync()).Plan;
        plan.Steps.Select(static step => step.Id).ShouldBe(["a", "b", "Results"]);
        result.Notes.ShouldBe([
            "What a run of Strands came to (status, times and results of tasks) stays where it is: the workflow was imported.",
            "A task without a system_prompt has that of the agent that calls the tool, which is not in the file: its agent has no Instructions."]);
    }

    [Fact]
    public async Task NamesThatCSharpHasAlreadyAreKeptApart()
    {
        ImportResult result = Import("""
            { "workflow_id": "2 w/x", "tasks": [
              { "task_id": "task", "description": "A" }, { "task_id": "clone", "description": "A" }, { "task_id": "URLCheck", "description": "A" }, { "task_id": "value", "description": "A" },
              { "task_id": "x2WXResults", "description": "A" }, { "task_id": "class", "description": "A", "dependencies": ["value"] },
              { "task_id": "results", "description": "A", "dependencies": ["task", "clone", "URLCheck", "class"] }] }
            """);

        WorkflowPlan plan = (await ImportedProject.Of(result).ShouldCompileAsync()).Plan;
        plan.Steps[^1].Id.ShouldBe("Results-2");
        (plan.Name, result.Files[0].Name).ShouldBe(("2 w/x", "2-w-x.workflow.json"));
    }

    [Theory]
    [InlineData("\"dependencies\": [\"b\"]", "w.json(1,67): The dependency 'b' of task 'a' is not imported: there is no such task; name a task of this workflow, or leave it out")]
    [InlineData("\"dependencies\": [\"a\"]", "w.json(1,12): The circle of tasks 'a' → 'a' is not imported: each waits for the next, and in Strands they would wait for ever; leave one of the dependencies out")]
    [InlineData("\"tools\": [\"calculator\"]", "w.json(1,60): The tool 'calculator' of task 'a' is not imported: it is a function of Python; write what it does as a step of its own, or give it to the chat client and leave it out here")]
    [InlineData("\"priority\": 6", "w.json(1,50): 'priority' of task 'a' is not imported: it is 6; write a whole number from 1 to 5")]
    [InlineData("\"timeout\": 0", "w.json(1,50): 'timeout' of task 'a' is not imported: it is 0 seconds; write seconds between 0.001 and those of a year")]
    [InlineData("\"model_provider\": \"env\"", "w.json(1,50): 'model_provider' of task 'a' is not imported: 'env' leaves it to a variable of the process which model is asked; name the provider: it becomes the key of the chat client")]
    [InlineData("\"model_settings\": { \"model_id\": \"m\" }", "w.json(1,50): 'model_settings' of task 'a' is not imported: without a model_provider Strands passes over it, or takes the provider from a variable of the process; name the model_provider")]
    [InlineData("\"model_provider\": \"b\", \"model_settings\": { \"top_p\": 1 }", "w.json(1,93): 'top_p' of 'model_settings' of task 'a' is not imported: [ChatAgent] has no such property; leave it out")]
    [InlineData("\"dependancies\": []", "w.json(1,50): 'dependancies' of task 'a' is not imported: a task of Strands has no such property; did you mean 'dependencies'?")]
    [InlineData("\"description\": \"B\"", "w.json(1,50): 'description' of a task is not imported: it is written twice; leave one of them out")]
    [InlineData("\"system_prompt\": 5", "w.json(1,50): 'system_prompt' of task 'a' is not imported: it is a number; write a text")]
    public void WhatCannotBeKeptIsRefusedByName(string property, string refusal) =>
        Refusals($$"""{"tasks":[ { "task_id": "a", "description": "A", {{property}} }]}""").ShouldBe([refusal]);

    [Theory]
    [InlineData("""{ "tasks": [] }""", "w.json(1,3): The workflow is not imported: it has no tasks; write some")]
    [InlineData("""{ "tasks": [5] }""", "w.json(1,13): A task is not imported: it is a number; write an object")]
    [InlineData("""{ "action": "start", "tasks": [{ "task_id": "a", "description": "A" }] }""", "w.json(1,3): 'action' of the workflow is not imported: 'start' is something that is done with a workflow; give the call that creates it")]
    [InlineData("""{ "tasks": [{ "task_id": "a b", "description": "A" }] }""", "w.json(1,26): Task 'a b' is not imported: its name is not made of letters, digits, '_' and '-', or does not begin with a letter; give it another name, here and where it is named")]
    [InlineData("""{ "tasks": [{ "task_id": "input", "description": "A" }] }""", "w.json(1,26): Task 'input' is not imported: references call something else 'input'; give it another name, here and where it is named")]
    [InlineData("""{ "tasks": [{ "task_id": "a-b", "description": "A" }, { "task_id": "a_b", "description": "A" }] }""", "w.json(1,68): Task 'a_b' is not imported: 'a-b' is called so in C# as well; give it another name, here and where it is named")]
    [InlineData("""{ "tasks": [{ "description": "A" }] }""", "w.json(1,13): A task is not imported: it has no 'task_id'; write one")]
    [InlineData("""{ "workflow_id": "a@2", "tasks": [{ "task_id": "a", "description": "A" }] }""", "w.json(1,3): The workflow is not imported: 'a@2' is no durable name, it contains '@', which stands between a workflow's name and its version; name it by --name")]
    [InlineData("""{ "tasks": [ }""", "w.json(1,14): 'w.json' is not imported: it is no JSON, it has '}' where a value has to be; mend its form")]
    [InlineData("[]", "w.json(1,1): 'w.json' is not imported: it is neither a workflow, which has 'tasks', nor a graph, which has a 'topology' or 'nodes', nor an agent config, which has a 'prompt' or a 'model'; give one of these")]
    public void AFormThatIsNoneIsRefused(string text, string refusal) => Refusals(text).ShouldBe([refusal]);

    private static ImportResult Import(string text) => StrandsImporter.Import(new SourceFile("w.json", text), new ImportOptions());

    private static IEnumerable<string> Refusals(string text) => Import(text).Refusals.Select(static refusal => refusal.ToString());
}
