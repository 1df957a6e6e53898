using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Shouldly;

namespace Perdure.Tests.Compiling;

/// <summary>Asserts diagnostics as marked text. What is reported and not marked fails the test, whoever reports it.</summary>
public static class Squiggles
{
    /// <summary>Sees that our analyzers and the compiler report exactly what is marked.</summary>
    /// <param name="id">The rule under test, which <c>[|text|]</c> stands for.</param>
    /// <param name="marked">The source with marks.</param>
    /// <param name="messages">The messages of the rule under test, in the order of the source; none: they are not looked at.</param>
    public static Task AssertAsync(string id, string marked, params string[] messages) => AssertAsync(id, marked, [], messages);

    /// <summary>Sees that our analyzers and the compiler report exactly what is marked, in a compilation that references others.</summary>
    /// <param name="id">The rule under test.</param>
    /// <param name="marked">The source with marks.</param>
    /// <param name="references">What it references beside the platform and Perdure.Abstractions.</param>
    /// <param name="messages">The messages of the rule under test.</param>
    public static async Task AssertAsync(string id, string marked, IEnumerable<MetadataReference> references, params string[] messages)
    {
        MarkedSource expected = MarkedSource.Parse(id, marked);
        GeneratorRun run = GeneratorRun.Of(TestCompilation.Named("Sample", references, expected.Text));
        Diagnostic[] found = [.. (await Analysis.OfAsync(run)).Concat(run.Errors)];
        Diagnostic[] elsewhere = [.. found.Where(diagnostic => diagnostic.Location.SourceTree?.FilePath != TestCompilation.FirstPath)];
        IEnumerable<Mark> marks = found.Except(elsewhere).Select(diagnostic => new Mark(diagnostic.Id, diagnostic.Location.SourceSpan));

        string wanted = MarkedSource.Write(id, expected.Text, expected.Marks);
        string actual = MarkedSource.Write(id, expected.Text, marks);
        if (wanted != actual) throw new ShouldAssertException($"Other diagnostics than the marked ones:\n{TextDiff.Show(wanted, actual)}\n{Describe(found)}");
        elsewhere.Where(diagnostic => diagnostic.Id != id).Select(diagnostic => diagnostic.ToString()).ShouldBeEmpty();
        if (messages.Length > 0) found.Where(diagnostic => diagnostic.Id == id).Select(diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(messages);
    }

    /// <summary>Sees that nothing is reported.</summary>
    /// <param name="source">The source.</param>
    public static Task AssertNoneAsync(string source) => AssertAsync("", source);

    private static string Describe(Diagnostic[] found) => string.Join("\n", found.Select(diagnostic => diagnostic.ToString()));
}
