using System.Text.Json;
using System.Text.Json.Serialization;

namespace Perdure.Agents.Tests.Payloads;

internal sealed record Line(string Name, int Count, string? Note = null);

internal sealed record Order(string Id, Line[] Lines, Kind Kind);

internal enum Kind
{
    Small,
    Large,
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record Strict(string Id);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Strict))]
[JsonSerializable(typeof(int?))]
internal sealed partial class OrderJson : JsonSerializerContext;

/// <summary>Answers that do not fit say where, what is expected and what was found, and nothing of what they say.</summary>
public sealed class AgentPayloadTests
{
    [Theory]
    [InlineData("""{"id":"a","kind":"Small","lines":[{"name":"secret","count":"many"}]}""", "at $.lines[0].count a number (Int32) is expected, and a text was found")]
    [InlineData("""{"id":"a","kind":"Small","lines":[{"name":"secret"}]}""", "at $.lines[0].count a number (Int32) is expected, and nothing was found")]
    [InlineData("""{"id":"a","kind":"Small","lines":[{"name":null,"count":1}]}""", "at $.lines[0].name a text is expected, and null was found")]
    [InlineData("""{"id":"a","kind":"Small","lines":{"name":"secret"}}""", "at $.lines an array of Line is expected, and an object was found")]
    [InlineData("""{"id":"a","kind":"Huge","lines":[]}""", "at $.kind one of Kind (Small, Large) is expected, and a text was found")]
    [InlineData("""{"kind":"Small","lines":[]}""", "at $.id a text is expected, and nothing was found")]
    [InlineData("""[1]""", "at $ an object (Order) is expected, and an array was found")]
    [InlineData("""null""", "at $ an object (Order) is expected, and null was found")]
    public void AMismatchNamesPathExpectedAndFound(string answer, string said)
    {
        AgentFailure failure = Should.Throw<AgentFailure>(() => Payload<Order>().Read(JsonElement.Parse(answer)));

        failure.Error.Kind.ShouldBe(AgentErrorKind.OutputMismatch);
        failure.Error.Message.ShouldBe($"its answer does not fit: {said}");
        failure.Error.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void WhatATypeDoesNotKnowIsPassedOver() =>
        Payload<Order>().Read(JsonElement.Parse("""{"trace":[1],"id":"a","kind":"Large","lines":[{"name":"x","count":1,"more":true}]}""")).Lines[0].ShouldBe(new Line("x", 1));

    [Fact]
    public void ATypeThatAllowsNothingElseIsObeyed() =>
        Should.Throw<AgentFailure>(() => Payload<Strict>().Read(JsonElement.Parse("""{"id":"a","more":1}""")))
            .Error.Message.ShouldContain("at $.more nothing is expected");

    [Fact]
    public void NullIsAnAnswerWhereItsTypeSaysSo() => Payload<int?>().Read(JsonElement.Parse("null")).ShouldBeNull();

    [Theory]
    [InlineData("""{"id":"a"}""")]
    [InlineData("  {\"id\":\"a\"}\n")]
    [InlineData("```json\n{\"id\":\"a\"}\n```")]
    public void TheJsonInATextIsRead(string text) => Payload<Strict>().ReadText(text).Id.ShouldBe("a");

    [Fact]
    public void ATextThatIsNoJsonIsAMismatch() =>
        Should.Throw<AgentFailure>(() => Payload<Strict>().ReadText("Sure! Here it is")).Error.Message.ShouldContain("a text that is no JSON was found");

    [Fact]
    public void ATextIsATextInBothDirections()
    {
        var payload = new AgentPayload<string>(PayloadType.Of<string>(), "it");

        payload.WriteText("""{"a":1}""").ShouldBe("""{"a":1}""");
        payload.ReadText("\"quoted\"").ShouldBe("\"quoted\"");
        payload.Read(JsonElement.Parse("\"plain\"")).ShouldBe("plain");
    }

    [Fact]
    public void ATypeWithoutAContextIsWrittenInCamelCase() =>
        new AgentPayload<Line>(PayloadType.Of<Line>(), "it").WriteText(new Line("x", 1)).ShouldStartWith("""{"name":"x","count":1""");

    private static AgentPayload<T> Payload<T>() => new(PayloadType.Of<T>(OrderJson.Default), "the answer of agent 'tested'");
}
