using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace Perdure.Architecture.Tests;

/// <summary>The lists "how to add a …" name every file to touch; a list that names a file that has moved leads astray.</summary>
public sealed partial class ContributingTests
{
    private static IReadOnlyList<string> Lists => [.. Section().Split(Repository.ReadText("CONTRIBUTING.md"))
        .Where(section => Addition().IsMatch(section))];

    [Theory]
    [InlineData("modifier")]
    [InlineData("diagnostic")]
    [InlineData("query")]
    public void ThereIsAListForANew(string kind) =>
        Lists.ShouldContain(list => list.Split('\n', 2)[0].Contains(kind, StringComparison.OrdinalIgnoreCase) && NumberedItem().IsMatch(list));

    [Fact]
    public void EveryFileThatAListNamesExists() =>
        Lists.SelectMany(Paths).Distinct(StringComparer.Ordinal).Where(path => !Repository.Holds(Known(path))).ShouldBeEmpty();

    [Fact]
    public void EveryListNamesFiles() =>
        Lists.Where(list => !Paths(list).Any()).ShouldBeEmpty();

    [Theory]
    [InlineData("docs/diagnostics/PDRnnn.md", "docs/diagnostics")]
    [InlineData("tests/Generators.Tests/Diagnostics/PDRnnnTests.cs", "tests/Generators.Tests/Diagnostics")]
    [InlineData("db/migrations/NNNN_verb_noun.sql", "db/migrations")]
    [InlineData("src/Abstractions/Language/<Name>Attribute.cs", "src/Abstractions/Language")]
    [InlineData("src/Planning/Findings/Rules.cs", "src/Planning/Findings/Rules.cs")]
    public void WhereTheNameIsTheAuthorsToChooseTheFolderMustExist(string path, string known) => Known(path).ShouldBe(known);

    private static IEnumerable<string> Paths(string list) =>
        Quoted().Matches(list).Select(match => match.Groups["path"].Value);

    // The part before the first segment with a placeholder.
    private static string Known(string path) =>
        string.Join('/', path.Split('/').TakeWhile(segment => !Placeholder().IsMatch(segment)));

    [GeneratedRegex(@"^(?=##+ )", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"\A##+ .*\b(add|new)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Addition();

    [GeneratedRegex(@"^1\. ", RegexOptions.Multiline)]
    private static partial Regex NumberedItem();

    [GeneratedRegex(@"`(?<path>(src|tests|db|docs|samples|bench|\.ci)/[^`\s]*|[A-Za-z.]+\.(md|props|sln|json|txt))`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"[<>{}*…]|nnn|NNNN|Xxx")]
    private static partial Regex Placeholder();
}
