namespace Perdure.Planning.Tests.Documents;

/// <summary>A text that is no JSON is told of once, at its place, and nothing throws.</summary>
public sealed class JsonTests
{
    [Theory]
    [InlineData("", "<> Document 'bills.workflow.json' ends too early")]
    [InlineData("{", "<{> Document 'bills.workflow.json' ends inside of an object: '}' is missing")]
    [InlineData("[1", "<1> Document 'bills.workflow.json' needs ',' or ']' here")]
    [InlineData("{ name: 1 }", "<n> Document 'bills.workflow.json' needs the name of a property in double quotes here")]
    [InlineData("{ \"a\" 1 }", "<1> Document 'bills.workflow.json' needs ':' behind \"a\"")]
    [InlineData("{ \"a\": }", "<}> Document 'bills.workflow.json' has '}' where a value has to be")]
    [InlineData("{ \"a\": yes }", "<yes> Document 'bills.workflow.json' has 'yes' where a value has to be: a text is written in double quotes")]
    [InlineData("{ \"a\": 1 \"b\": 2 }", "<\"> Document 'bills.workflow.json' needs ',' or '}' here")]
    [InlineData("{ \"a\": 01 }", "<0> Document 'bills.workflow.json' has a number that JSON does not know")]
    [InlineData("{ \"a\": 1. }", "<1> Document 'bills.workflow.json' has a number that JSON does not know")]
    [InlineData("{ \"a\": \"b }", "<\"> Document 'bills.workflow.json' ends inside of a text")]
    [InlineData("{ \"a\": \"\\q\" }", "<\\> Document 'bills.workflow.json' has an escape in a text that JSON does not know")]
    [InlineData("{ \"a\": \"b\nc\" }", "<\n> Document 'bills.workflow.json' has a line break or another control character inside of a text")]
    [InlineData("{ } x", "<x> Document 'bills.workflow.json' has something behind its end")]
    [InlineData("{ /* never closed", "</> Document 'bills.workflow.json' ends inside of a comment")]
    [InlineData("{ / }", "</> Document 'bills.workflow.json' has '/' where a value has to be")]
    [InlineData("[]", "<[]> Document 'bills.workflow.json' is a list, and has to be an object")]
    [InlineData("\"text\"", "<\"text\"> Document 'bills.workflow.json' is a text, and has to be an object")]
    public void AMistakeIsToldAtItsPlace(string text, string told) => DocumentCases.Find(text).ShouldBe(["PDR501 " + told]);

    [Fact]
    public void WhatIsNestedTooDeeplyIsRefused() =>
        DocumentCases.Find(string.Concat(Enumerable.Repeat("[", 100_000))).ShouldHaveSingleItem().ShouldContain("is nested deeper than 64 times");

    [Theory]
    [InlineData("// first\n{ \"name\": \"a\", /* then */ \"steps\": { \"A\": { \"agent\": \"extract\", }, }, \"input\": \"Invoice\", }")]
    [InlineData("\uFEFF{ \"name\": \"\\u0061\\n\".., }")]
    public void CommentsAndCommasBehindTheLastAreAllowed(string text) =>
        DocumentCases.Find(text.Replace("\\n\"..", "\", \"input\": \"Invoice\", \"steps\": { \"A\": { \"agent\": \"extract\" } }", StringComparison.Ordinal)).ShouldBeEmpty();

    /// <summary>Each beginning of a document, and each document that lacks a character, is read to its end.</summary>
    [Fact]
    public void NoTextThrows()
    {
        string document = DocumentCases.Of("""
            "Extract": { "agent": "extract" }, "Check": { "agent": "check", "takes": { "fields": "Extract", "limit": { "value": 1.5e2 } }, "when": { "all": [{ "of": "input.limit", "is": [1, 2] }, { "not": { "of": "input.note", "isMissing": true } }] } }
            """);
        for (var length = 0; length < document.Length; length++)
        {
            Should.NotThrow(() => DocumentCases.Find(document[..length]));
            Should.NotThrow(() => DocumentCases.Find(document.Remove(length, 1)));
        }
    }
}
