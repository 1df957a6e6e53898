using Microsoft.CodeAnalysis;

namespace Perdure.Generators.Tests.Documents;

/// <summary>Asserts diagnostics as marked text of a document, beside a few agents. What is reported and not marked fails the test.</summary>
internal static class DocumentSquiggles
{
    /// <summary>Sees that exactly what is marked is reported.</summary>
    /// <param name="id">The rule under test.</param>
    /// <param name="marked">The document with marks.</param>
    /// <param name="messages">The messages of the rule under test, in the order of the text.</param>
    public static async Task AssertAsync(string id, string marked, params string[] messages)
    {
        MarkedSource expected = MarkedSource.Parse(id, marked);
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Create(Billing.Agents), new TestDocument(TestDocument.OnlyPath, expected.Text));
        Diagnostic[] found = [.. (await Analysis.OfAsync(run)).Concat(run.Errors)];

        found.Where(diagnostic => diagnostic.Location.GetLineSpan().Path != TestDocument.OnlyPath).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        IEnumerable<Mark> marks = found.Select(diagnostic => new Mark(diagnostic.Id, diagnostic.Location.SourceSpan));
        MarkedSource.Write(id, expected.Text, marks).ShouldBe(MarkedSource.Write(id, expected.Text, expected.Marks), string.Join("\n", found.Select(diagnostic => diagnostic.ToString())));
        if (messages.Length > 0) found.Where(diagnostic => diagnostic.Id == id).Select(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(messages);
    }
}
