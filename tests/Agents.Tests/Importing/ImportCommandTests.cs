using Perdure.Agents.Tests.Contracts;
using Perdure.Cli;
using Perdure.Cli.Importing;

namespace Perdure.Agents.Tests.Importing;

/// <summary>The command <c>perdure import</c>.</summary>
public sealed class ImportCommandTests
{
    private const string Notes = """
          A task without tools has in Strands all of the agent that calls the tool, which are not in the file: its agent has none.
          A task without a model_provider has in Strands the model of the agent that calls the tool, which is not in the file: its agent asks the chat client without a key.

        """;

    private const string Tasks = """{ "workflow_id": "report", "tasks": [{ "task_id": "write", "description": "Write.", "system_prompt": "W" }] }""";

    [Fact]
    public async Task ADocumentAndItsAgentsAreWritten()
    {
        using var command = new Command();
        command.Write("tasks.json", Tasks);

        (await command.RunAsync("import", "strands", "tasks.json", "--out", "flows", "--namespace", "Shop.Reports")).ShouldBe(PerdureCommand.Done);
        command.Output.Replace('\\', '/').ShouldBe("flows/report.workflow.json: written\nflows/report.Agents.cs: written\n" + Notes.ReplaceLineEndings("\n"));
        command.Read("flows/report.workflow.json").ShouldBe("""
            {
              "$schema": "https://raw.githubusercontent.com/perdure/perdure/main/schemas/workflow.schema.json",
              "name": "report",
              "class": "Shop.Reports.Report",
              "output": "string",
              "steps": {
                "write": {
                  "agent": "report-write",
                  "takes": {
                    "value": "Write."
                  },
                  "timeout": "300s"
                }
              },
              "result": "write"
            }

            """.ReplaceLineEndings("\n"));
        command.Read("flows/report.Agents.cs").ShouldBe("""
            // Imported from tasks.json. It is yours now: importing again writes it anew only where you say so.
            #nullable enable

            using System.Threading;
            using System.Threading.Tasks;
            using Perdure;

            namespace Shop.Reports;

            /// <summary>The task 'write'.</summary>
            [ChatAgent(Instructions = "W", Name = "report-write")]
            public sealed partial class ReportWriteAgent : IAgent<string, string>;

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task WhatIsThereIsNotOverwrittenUnlessItIsSaid()
    {
        using var command = new Command();
        command.Write("tasks.json", Tasks);
        command.Write("report.Agents.cs", "// mine");

        (await command.RunAsync("import", "strands", "tasks.json")).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldBe("perdure: report.Agents.cs is there already and says something else: --overwrite writes it anew\n");
        File.Exists(Path.Combine(command.Folder, "report.workflow.json")).ShouldBeFalse();

        (await command.RunAsync("import", "strands", "tasks.json", "--overwrite")).ShouldBe(PerdureCommand.Done);
        (await command.RunAsync("import", "strands", "tasks.json")).ShouldBe(PerdureCommand.Done);
        command.Output.ShouldBe("report.workflow.json: as it is\nreport.Agents.cs: as it is\n" + Notes.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task WhatIsRefusedIsSaidAndNothingIsWritten()
    {
        using var command = new Command();
        command.Write("root.yaml", "name: a\nmodel: m\ninstruction: Of {x}.\ntools:\n  - name: lib.find\n");

        (await command.RunAsync("import", "adk", "root.yaml", "--out", "flows")).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldStartWith("perdure: root.yaml(5,5): The tool 'lib.find' of agent 'a' is not imported: ");
        command.Errors.ShouldEndWith("perdure: nothing was written, since one thing is not imported\n");
        command.Output.ShouldBeEmpty();
        Directory.Exists(Path.Combine(command.Folder, "flows")).ShouldBeFalse();
    }

    [Fact]
    public async Task OtherFilesOfAnAgentAndContractsAreRead()
    {
        using var command = new Command();
        Directory.CreateDirectory(Path.Combine(command.Folder, "app"));
        command.Write("app/root.yaml", "agent_class: SequentialAgent\nname: both\nsub_agents:\n  - config_path: one.yaml\n");
        command.Write("app/one.yaml", "name: one\nmodel: m\ninstruction: One.\n");
        command.Write("langgraph.json", """{ "graphs": { "desk": "./desk.py:graph" } }""");
        command.Write("desk.agent.json", """{ "agent": "desk", "runtime": "langgraph", "of": { "assistant": "desk" } }""");

        (await command.RunAsync("import", "adk", "app/root.yaml")).ShouldBe(PerdureCommand.Done);
        (await command.RunAsync("import", "langgraph", "langgraph.json")).ShouldBe(PerdureCommand.Done);
        command.Output.ShouldBe("langgraph.Agents.cs: written\n  The contract of 'desk' does not say all that it takes and answers: what it does not say is any JSON.\n");
        command.Read("langgraph.Agents.cs").ShouldContain("DeskAgent : IAgent<System.Text.Json.JsonElement, System.Text.Json.JsonElement>;");
    }

    [Fact]
    public async Task WhereOneFileCannotBeWrittenNoneIs()
    {
        using var command = new Command();
        command.Write("tasks.json", Tasks);
        Directory.CreateDirectory(Path.Combine(command.Folder, "report.Agents.cs"));

        (await command.RunAsync("import", "strands", "tasks.json", "--overwrite")).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldBe("perdure: report.Agents.cs is a folder: move it, or write into another by --out\n");
        Directory.GetFiles(command.Folder).Select(Path.GetFileName).ShouldBe(["tasks.json"]);
    }

    [Fact]
    public async Task FilesAreMovedWhereAllOfThemCouldBeWritten()
    {
        string folder = Directory.CreateTempSubdirectory("perdure-cli-").FullName;
        (string, string)[] files = [(Path.Combine(folder, "a"), "A"), (Path.Combine(folder, "none", "b"), "B")];

        await Should.ThrowAsync<IOException>(() => FilesTogether.WriteAsync(files, TestContext.Current.CancellationToken));

        Directory.GetFiles(folder).ShouldBeEmpty();
        Directory.Delete(folder);
    }

    [Fact]
    public async Task AFileThatALinkLeadsOutOfItsFolderIsRefused()
    {
        using var command = new Command();
        Directory.CreateDirectory(Path.Combine(command.Folder, "app", "parts"));
        Directory.CreateDirectory(Path.Combine(command.Folder, "other"));
        command.Write("app/root.yaml", "agent_class: SequentialAgent\nname: both\nsub_agents:\n  - config_path: one.yaml\n  - config_path: elsewhere/two.yaml\n  - config_path: three.yaml\n");
        command.Write("one.yaml", "name: one\nmodel: m\ninstruction: One.\n");
        command.Write("other/two.yaml", "name: two\nmodel: m\ninstruction: Two.\n");
        command.Write("app/parts/three.yaml", "name: three\nmodel: m\ninstruction: Three.\n");
        File.CreateSymbolicLink(Path.Combine(command.Folder, "app", "one.yaml"), Path.Combine("..", "one.yaml"));
        Directory.CreateSymbolicLink(Path.Combine(command.Folder, "app", "elsewhere"), Path.Combine(command.Folder, "other"));
        File.CreateSymbolicLink(Path.Combine(command.Folder, "app", "three.yaml"), Path.Combine("parts", "three.yaml"));

        (await command.RunAsync("import", "adk", "app/root.yaml")).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldBe("""
            perdure: app/root.yaml(4,5): The file 'one.yaml' is not imported: a link leads out of the folder of the file that names it; move the file there
            perdure: app/root.yaml(5,5): The file 'elsewhere/two.yaml' is not imported: a link leads out of the folder of the file that names it; move the file there
            perdure: nothing was written, since 2 things are not imported

            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public async Task APathThatIsNoneIsRefusedAtItsPlace()
    {
        using var command = new Command();
        command.Write("root.yaml", "agent_class: SequentialAgent\nname: g\nsub_agents:\n  - config_path: \"a\\0b.yaml\"\n");

        (await command.RunAsync("import", "adk", "root.yaml")).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldStartWith("perdure: root.yaml(4,5): 'config_path' of a sub-agent of agent 'g' is not imported: it has a character that no path has; write its path, from the folder of this file on\n");
    }

    [Theory]
    [InlineData("import crew a.json", "'crew' is no family of documents: there are strands, adk, langgraph")]
    [InlineData("import strand a.json", "'strand' is no family of documents: did you mean 'strands'")]
    [InlineData("import strands a.json", "there is no file a.json")]
    [InlineData("import strands", "import takes a family of documents and one file, as in: perdure import strands report.json")]
    [InlineData("import strands a.json b.json", "import takes a family of documents and one file, as in: perdure import strands report.json")]
    [InlineData("import strands a.json --state S", "--state is no option here: there are --name, --namespace, --out, --overwrite")]
    [InlineData("import strands a.json --namespace 1.x", "'1.x' is no namespace: write it as Shop.Reports")]
    [InlineData("import strands a.json --namespace Shop.class", "'Shop.class' is no namespace: write it as Shop.Reports")]
    [InlineData("import strands a.json --namespace Shop..Reports", "'Shop..Reports' is no namespace: write it as Shop.Reports")]
    [InlineData("import langgraph a.json --branch review", "'review' is no branch: --branch is as review=verdict, and several with commas between them")]
    public async Task AMistakeIsNamed(string line, string problem)
    {
        using var command = new Command();

        (await command.RunAsync(line.Split(' '))).ShouldBe(PerdureCommand.Failed);
        command.Errors.ShouldBe($"perdure: {problem}\n");
    }
}
