using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Perdure.Agents.Tests.Conformance;

namespace Perdure.Agents.Tests.Chat;

/// <summary>Prompts with places for what the input says.</summary>
public sealed class ChatTemplateTests
{
    private static readonly Draft Input = new("birds", null, ["a", "b"], new Verdict("t", Good: true));

    [Theory]
    [InlineData("Write of {topic}.", "Write of birds.")]
    [InlineData("{ Topic }{remark}{topic}", "birdsbirds")]
    [InlineData("{tags} {verdict}", """["a","b"] {"topic":"t","good":true,"reason":null}""")]
    [InlineData("as {{topic}} or }}{{", "as {topic} or }{")]
    [InlineData("nothing", "nothing")]
    public async Task WhatTheInputSaysIsFilledIn(string prompt, string said)
    {
        var client = ScriptedChat.Saying("yes");

        await AgentProbe.Of(Connect(client, new ChatAgentAttribute { Prompt = prompt, Instructions = "Of {topic}." }), Input).RunAsync(new AgentCallId(Guid.CreateVersion7(), "draft", Item: 0, Round: 0, Try: 1, Turn: 0));

        client.Asked.Single().Messages.Select(static message => (message.Role, message.Text)).ShouldBe([(ChatRole.System, "Of birds."), (ChatRole.User, said)]);
    }

    [Theory]
    [InlineData("{topics}", "The Prompt of agent 'tested' has a place for 'topics', and its input, 'Draft', has no such member: there are 'topic', 'remark', 'tags', 'verdict'")]
    [InlineData("a } b", "The Prompt of agent 'tested' has a '}' alone: a brace that is meant as one is written twice")]
    [InlineData("a { b", "The Prompt of agent 'tested' has a '{' alone: a brace that is meant as one is written twice")]
    public void APlaceForNothingIsRefusedWhenTheAgentIsMade(string prompt, string problem) =>
        Should.Throw<InvalidOperationException>(() => Connect(ScriptedChat.Saying("yes"), new ChatAgentAttribute { Prompt = prompt })).Message.ShouldBe(problem);

    [Fact]
    public void ATextHasNoMembers() =>
        Should.Throw<InvalidOperationException>(() => ScriptedChat.Connect<string>(ScriptedChat.Saying("yes"), new ChatAgentAttribute { Prompt = "{topic}" })).Message
            .ShouldBe("The Prompt of agent 'tested' has a place for 'topic', and its input, 'String', has no members: let it take a record");

    private static IRemoteAgent<Draft, string> Connect(ScriptedChat client, ChatAgentAttribute attribute) =>
        AgentHost.Connect<ChatAgentAttribute, Draft, string>(
            perdure =>
            {
                perdure.AddChatAgents();
                perdure.Services.AddSingleton<IChatClient>(client);
            },
            attribute,
            DraftJson.Default);
}

internal sealed record Draft(string Topic, string? Remark, IReadOnlyList<string> Tags, Verdict Verdict);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(Draft))]
internal sealed partial class DraftJson : JsonSerializerContext;
