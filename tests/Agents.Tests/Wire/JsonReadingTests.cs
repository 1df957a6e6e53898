using System.Text.Json;

namespace Perdure.Agents.Tests.Wire;

public sealed class JsonReadingTests
{
    [Theory]
    [InlineData("""{"t":"a\ud83d"}""", "a\uFFFD")]
    [InlineData("""{"t":"\uDE00b"}""", "\uFFFDb")]
    [InlineData("""{"t":"\ud83d\ude00"}""", "\U0001F600")]
    [InlineData("""{"t":"\\ud83d"}""", "\\ud83d")]
    [InlineData("""{"t":"\ud83d\\ude00"}""", "\uFFFD\\ude00")]
    [InlineData("""{"t":"\ud83d\n\u0041"}""", "\uFFFD\nA")]
    public void HalfACharacterIsReadAsOneThatIsNotKnown(string json, string text)
    {
        JsonReading.TryParse(json, out JsonElement read).ShouldBeTrue();

        read.Text("t").ShouldBe(text);
    }

    [Theory]
    [InlineData("""{"t":"\ud83""")]
    [InlineData("""{"t":"\ud""")]
    [InlineData("""\""")]
    public void WhatIsNoJsonIsNone(string json) => JsonReading.TryParse(json, out _).ShouldBeFalse();
}
