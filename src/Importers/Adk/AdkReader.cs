using Perdure.Importers.Source;
using Perdure.Importers.Writing;

namespace Perdure.Importers.Adk;

/// <summary>Reads agents from their files. What would run code of Python is refused, and each property that is not known.</summary>
internal sealed class AdkReader(Func<string, SourceFile?> open, Refusals refusals)
{
    /// <summary>More rounds are better said by <c>repeat</c>, which a person has to give its end.</summary>
    private const int MostRounds = 20;

    private const string Code = "it names code of Python";
    private const string Module = "google.adk.agents.";

    private static readonly string[] Callbacks = ["before_agent_callbacks", "after_agent_callbacks", "before_model_callbacks", "after_model_callbacks", "before_tool_callbacks", "after_tool_callbacks"];

    private readonly List<string> path = [];

    /// <returns>The agent; null: it cannot be read, which is refused.</returns>
    public AdkAgent? Read(SourceFile file)
    {
        if (YamlSource.Read(file, refusals) is not { } value) return null;
        if (value.Kind != SourceKind.Object)
        {
            refusals.Add(value.Place, $"'{file.Path}'", $"it is {value.Called}", "write an agent, as name: and instruction:");
            return null;
        }

        path.Add(file.Path);
        var agent = new SourceObject(value, "the agent", refusals);
        string? name = agent.Need("name");
        if (name is not null) agent.Called = $"agent '{name}'";
        string written = agent.Text("agent_class") is { Length: > 0 } said ? said : "LlmAgent";
        AdkAgent? read = (written.StartsWith(Module, StringComparison.Ordinal) ? written[(written.LastIndexOf('.') + 1)..] : written) switch
        {
            "LlmAgent" or "Agent" => ReadModel(agent, name),
            "SequentialAgent" => ReadGroup(agent, name, AdkGroupKind.Sequence, file),
            "ParallelAgent" => ReadGroup(agent, name, AdkGroupKind.Parallel, file),
            "LoopAgent" => ReadGroup(agent, name, AdkGroupKind.Loop, file),
            _ => RefuseClass(agent, written),
        };
        path.RemoveAt(path.Count - 1);
        return read;
    }

    private static AdkAgent? RefuseClass(SourceObject agent, string written)
    {
        agent.Refuse("agent_class", $"'{written}' is a class of Python", "write it as an agent in C# and a step that calls it");
        return null;
    }

    private AdkModel? ReadModel(SourceObject agent, string? name)
    {
        string? instruction = agent.Need("instruction");
        SourceValue? key = agent.Find("output_key", SourceKind.Text, "a text");
        string? contents = agent.Text("include_contents");
        if (contents is not (null or "default" or "none")) agent.Refuse("include_contents", $"it is '{contents}'", "write 'default' or 'none'");
        var chat = new ChatDraft { Model = agent.Text("model") is { Length: > 0 } model ? model : null };
        if (chat.Model is null && name is not null) refusals.Note($"Agent '{name}' names no model: it asks the one of the chat client, where ADK has a default of its own.");
        chat = ReadGeneration(agent, chat);
        RefuseCode(agent);
        RefuseTools(agent);
        agent.RefuseIfSaid("sub_agents", "a model would choose which of them goes on", "put them into a SequentialAgent or a ParallelAgent, or choose in the document by 'case' of what the agent answers");
        string? description = ReadDescription(agent);

        // An agent that is no sub-agent of a model has nobody to hand over to: both say nothing.
        _ = agent.Find("disallow_transfer_to_parent", SourceKind.Bool, "true or false");
        _ = agent.Find("disallow_transfer_to_peers", SourceKind.Bool, "true or false");
        agent.Close("an LlmAgent of ADK");
        return name is null || instruction is null ? null : new AdkModel(name, agent.PlaceOf("name"), agent.Find("instruction")!, chat) { Description = description, OutputKey = key, IsOfItsTurn = contents == "none" };
    }

    private static ChatDraft ReadGeneration(SourceObject agent, ChatDraft chat)
    {
        if (agent.Object("generate_content_config") is not { } config) return chat;
        double? temperature = config.Number("temperature");
        int? most = config.Whole("max_output_tokens", 1, int.MaxValue) ?? config.Whole("maxOutputTokens", 1, int.MaxValue);
        config.Close("[ChatAgent]");
        return chat with { Temperature = temperature, MaxTokens = most };
    }

    private static void RefuseCode(SourceObject agent)
    {
        foreach (string callbacks in Callbacks) agent.RefuseIfSaid(callbacks, Code, "write what it does as a step of its own");
        agent.RefuseIfSaid("model_code", Code, "give the chat client what it says, and name the 'model'");
        agent.RefuseIfSaid("output_schema", "it names a class of Python", "leave it out, and let the agent's class in C# return a record: the model is asked for it by its schema");
        agent.RefuseIfSaid("input_schema", "it names a class of Python", "leave it out: what an agent takes follows from its step");
        agent.RefuseIfSaid("static_instruction", "it moves the instruction behind what the user says", "put it in front of the 'instruction'");
        if (agent.Find("accumulate_output_key", SourceKind.Bool, "true or false")?.Text == "true") agent.Refuse("accumulate_output_key", "fragments are put together wherever tools are called, and there are none", "leave it out");
    }

    private void RefuseTools(SourceObject agent)
    {
        foreach (SourceValue tool in agent.List("tools"))
        {
            string name = tool.Properties.FirstOrDefault(static property => property.Name == "name")?.Value.Text ?? "";
            (string why, string instead) = name is "exit_loop" or "google.adk.tools.exit_loop"
                ? ("the model would decide when the loop ends", "give the loop a 'max_iterations' alone, or write the rounds in the document: 'repeat' with 'until', of what the agent answers")
                : (Code, "write what it does as a step of its own, or give it to the chat client and leave it out here");
            refusals.Add(tool.Place, $"The tool '{name}' of {agent.Called}", why, instead);
        }
    }

    private AdkGroup? ReadGroup(SourceObject group, string? name, AdkGroupKind kind, SourceFile file)
    {
        foreach (string callbacks in Callbacks[..2]) group.RefuseIfSaid(callbacks, Code, "write what it does as a step of its own");
        _ = ReadDescription(group);
        int? rounds = null;
        if (kind == AdkGroupKind.Loop)
        {
            rounds = group.Whole("max_iterations", 0, int.MaxValue);
            if (rounds is null or 0) group.Refuse("max_iterations", "without it the loop ends when a model says so, and none can", "write how many rounds there are");
            if (rounds > MostRounds) group.Refuse("max_iterations", $"each round becomes steps of its own, and {rounds} are too many", $"write at most {MostRounds}, or the rounds in the document: 'repeat'");
        }

        IReadOnlyList<SourceValue> written = group.List("sub_agents");
        if (written.Count == 0) refusals.Add(group.PlaceOf("sub_agents"), $"The {group.Called}", "it has no sub_agents", "write some");
        AdkAgent[] agents = [.. written.Select(reference => ReadReference(reference, group, file)).OfType<AdkAgent>()];
        group.Close($"a {kind switch { AdkGroupKind.Sequence => "SequentialAgent", AdkGroupKind.Parallel => "ParallelAgent", _ => "LoopAgent" }} of ADK");
        return name is null || agents.Length < written.Count || agents.Length == 0 ? null : new AdkGroup(name, group.PlaceOf("name"), kind, agents) { Rounds = rounds ?? 1 };
    }

    private static string? ReadDescription(SourceObject agent) => agent.Text("description");

    private AdkAgent? ReadReference(SourceValue value, SourceObject group, SourceFile file)
    {
        if (value.Kind != SourceKind.Object)
        {
            refusals.Add(value.Place, $"A sub-agent of {group.Called}", $"it is {value.Called}", "write config_path: and a file");
            return null;
        }

        var reference = new SourceObject(value, $"a sub-agent of {group.Called}", refusals);
        reference.RefuseIfSaid("code", Code, "write the agent as a config, or in C#");
        string? named = reference.Has("code") ? reference.Text("config_path") : reference.Need("config_path");
        reference.Close("a reference to an agent of ADK");
        if (named is null) return null;
        SourcePlace place = reference.PlaceOf("config_path");
        if (Resolve(file.Path, named) is not { } resolved)
        {
            refusals.Add(place, $"The file '{named}'", "it is not below the folder of the file that names it", "move it there");
            return null;
        }

        if (path.Contains(resolved))
        {
            refusals.Add(place, $"The file '{named}'", "it is that of an agent around it", "leave it out");
            return null;
        }

        if (open(resolved) is { } found) return Read(found);
        refusals.Add(place, $"The file '{named}'", "there is none", "write its path, from the folder of this file on");
        return null;
    }

    /// <summary>The path of a file that another one names; null: it leads out of that one's folder, which ADK refuses as well.</summary>
    private static string? Resolve(string from, string named)
    {
        if (named.StartsWith('/') || named.Contains('\\', StringComparison.Ordinal) || named.Contains(':', StringComparison.Ordinal)) return null;
        List<string> parts = [];
        foreach (string part in named.Split('/'))
        {
            if (part is "" or ".") continue;
            if (part != "..") parts.Add(part);
            else if (parts.Count == 0) return null;
            else parts.RemoveAt(parts.Count - 1);
        }

        return from[..(from.LastIndexOf('/') + 1)] + string.Join('/', parts);
    }
}
