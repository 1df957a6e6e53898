using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Perdure.Tests.Compiling;
using Shouldly;

namespace Documents.Tests.Compiling;

/// <summary>What the README of ExpenseClaims says that the compiler says to a document that somebody has broken: each of its changes is made to a copy.</summary>
public sealed partial class BrokenDocumentTests
{
    private const string Folder = "samples/ExpenseClaims";

    private const string Document = "expense-claim.workflow.json";

    private static readonly Breakage[] Breakages = [.. Break().Matches(SampleFiles.Read($"{Folder}/README.md")).Select(match => new Breakage(match.Groups["diff"].Value, match.Groups["said"].Value))];

    [Fact]
    public async Task TheDocumentOfTheSampleIsReportedForNothing() => (await SaidAsync(SampleFiles.Read($"{Folder}/{Document}"))).ShouldBeEmpty();

    [Fact]
    public async Task EachBreakageIsToldAsTheReadmeSays()
    {
        Breakages.Length.ShouldBe(3);
        foreach (var breakage in Breakages) (await SaidAsync(breakage.Apply(SampleFiles.Read($"{Folder}/{Document}")))).ShouldBe(breakage.Said, breakage.Diff);
    }

    /// <summary>What is printed, without the link to the page and the project behind each error.</summary>
    private static async Task<string> SaidAsync(string document)
    {
        var run = GeneratorRun.Of(TestCompilation.Create(SampleFiles.Read($"{Folder}/Agents.cs"), SampleFiles.Read($"{Folder}/Model.cs")), new TestDocument(Document, document));
        var found = (await Perdure.Tests.Compiling.Analysis.OfAsync(run)).Concat(run.Errors).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        return string.Concat(found.Select(diagnostic =>
        {
            var place = diagnostic.Location.GetLineSpan();
            return $"{place.Path}({place.StartLinePosition.Line + 1},{place.StartLinePosition.Character + 1}): {diagnostic.Severity.ToString().ToLowerInvariant()} {diagnostic.Id}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)}\n";
        }));
    }

    [GeneratedRegex("```diff\\n(?<diff>.*?)```\\n\\n```text\\n(?<said>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Break();

    /// <summary>A change, and what is said to it.</summary>
    private sealed record Breakage(string Diff, string Said)
    {
        /// <summary>Makes the change. What it takes out has to be there, once.</summary>
        public string Apply(string document)
        {
            var before = string.Concat(Lines(' ', '-'));
            document.Split(before).Length.ShouldBe(2, $"the document does not have once:\n{before}");
            return document.Replace(before, string.Concat(Lines(' ', '+')));
        }

        private IEnumerable<string> Lines(params char[] marks) => Diff.Split('\n').Where(line => line.Length > 0 && marks.Contains(line[0])).Select(line => line[1..] + "\n");
    }
}
