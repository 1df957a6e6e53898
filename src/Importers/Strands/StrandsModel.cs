using Perdure.Importers.Source;
using Perdure.Importers.Writing;

namespace Perdure.Importers.Strands;

/// <summary>Reads which model is asked and how: <c>model_provider</c>, <c>model_settings</c>, <c>tools</c> and <c>system_prompt</c>.</summary>
internal static class StrandsModel
{
    private const string ToolsInstead = "write what it does as a step of its own, or give it to the chat client and leave it out here";

    /// <summary>Tells what an agent of Strands has of the one that calls the tool (<c>_create_task_agent</c> and <c>create_graph</c>), where its file does not say it.</summary>
    /// <param name="whose">Whose it is, as <c>task</c>.</param>
    /// <param name="chats">The models as they were read.</param>
    /// <param name="refusals">Takes the notes.</param>
    public static void NoteInherited(string whose, IEnumerable<ChatDraft> chats, Refusals refusals)
    {
        refusals.Note($"A {whose} without tools has in Strands all of the agent that calls the tool, which are not in the file: its agent has none.");
        if (chats.Any(static chat => chat.Client is null)) refusals.Note($"A {whose} without a model_provider has in Strands the model of the agent that calls the tool, which is not in the file: its agent asks the chat client without a key.");
    }

    /// <summary>The model of a task or a node; what it does not say is the default's, and what is empty says nothing.</summary>
    public static ChatDraft Read(SourceObject owner, ChatDraft defaults, Refusals refusals)
    {
        RefuseTools(owner, refusals);
        string? provider = owner.Text("model_provider");
        if (provider == "env") owner.Refuse("model_provider", "'env' leaves it to a variable of the process which model is asked", "name the provider: it becomes the key of the chat client");
        ChatDraft chat = string.IsNullOrEmpty(provider) ? defaults : defaults with { Client = provider };
        if (owner.Find("model_settings") is null or { Kind: SourceKind.Object, IsEmpty: true } || owner.Object("model_settings") is not { } settings) return chat;
        if (chat.Client is null) owner.Refuse("model_settings", "without a model_provider Strands passes over it, or takes the provider from a variable of the process", "name the model_provider");

        // A node's settings stand for the graph's as a whole: what they leave out is the provider's default again.
        return ReadSettings(settings, chat with { Model = null, Temperature = null, MaxTokens = null });
    }

    /// <summary>Refuses tools, each by its name: they are functions of Python.</summary>
    public static void RefuseTools(SourceObject owner, Refusals refusals)
    {
        foreach (SourceValue tool in owner.Texts("tools")) refusals.Add(tool.Place, $"The tool '{tool.Text}' of {owner.Called}", "it is a function of Python", ToolsInstead);
    }

    private static ChatDraft ReadSettings(SourceObject settings, ChatDraft chat)
    {
        string? model = settings.Text("model_id");
        chat = ReadNumbers(settings, model is null ? chat : chat with { Model = model });
        if (settings.Object("params") is { } numbers)
        {
            chat = ReadNumbers(numbers, chat);
            numbers.Close("[ChatAgent]");
        }

        settings.Close("[ChatAgent]");
        return chat;
    }

    private static ChatDraft ReadNumbers(SourceObject from, ChatDraft chat)
    {
        double? temperature = from.Number("temperature");
        int? most = from.Whole("max_tokens", 1, int.MaxValue);
        return chat with { Temperature = temperature ?? chat.Temperature, MaxTokens = most ?? chat.MaxTokens };
    }
}
