using Perdure.Importers.Source;
using Perdure.Importers.Writing;

namespace Perdure.Importers.Strands;

/// <summary>An agent config: name, model, prompt, tools and MCP servers. It becomes an agent that takes a text and answers with one.</summary>
internal sealed class StrandsAgent(SourceFile file, ImportOptions options, Refusals refusals)
{
    public ImportResult Import(SourceValue value)
    {
        var config = new SourceObject(value, "the agent", refusals);
        string? name = StepNames.Durable(options.Name ?? config.Text("name") ?? file.Stem, config.PlaceOf("name"), "The agent", refusals);
        _ = config.Text("name");
        string? model = config.Text("model");
        string? prompt = config.Text("prompt");
        StrandsModel.RefuseTools(config, refusals);
        foreach (SourceProperty server in config.Find("mcp_servers", SourceKind.Object, "an object")?.Properties ?? [])
            refusals.Add(server.Place, $"The MCP server '{server.Name}' of the agent", "the model would call its tools where nothing is recorded", "declare the tools that it needs with [McpTool], as steps of their own, and leave it out");
        config.Close("an agent config of Strands");
        return refusals.Finish(() => Write(name!, new ChatDraft { Model = model, Instructions = prompt }));
    }

    private IReadOnlyList<ImportedFile> Write(string name, ChatDraft chat)
    {
        string stem = CSharpText.Pascal(name);
        string @class = stem.EndsWith("Agent", StringComparison.Ordinal) ? stem : stem + "Agent";
        if (chat.Model is null) refusals.Note("The agent names no model: it asks the one of the chat client.");
        return [AgentWriter.Write(CSharpText.FileName(name), file, options.Namespace, [new AgentDraft(name, @class, "ChatAgent", "string", "string") { Arguments = chat.Arguments }], [])];
    }
}
