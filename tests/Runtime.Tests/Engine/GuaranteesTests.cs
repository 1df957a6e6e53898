using System.Text.RegularExpressions;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Engine;

public sealed partial class GuaranteesTests
{
    private const string Disclaimers = "## What is not promised";

    private static readonly string Page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "guarantees.md"));

    [Fact]
    public void EachPromiseNamesATestThatHoldsIt()
    {
        string promises = Page[..Page.IndexOf(Disclaimers, StringComparison.Ordinal)];

        promises.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal) && !TestName().IsMatch(line)).ShouldBeEmpty();
    }

    [Fact]
    public void EachTestThatIsNamedExists()
    {
        string[] sources = [.. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)];
        (string Class, string? Method)[] named = [.. TestName().Matches(Page).Select(match => (match.Groups["class"].Value, match.Groups["method"].Success ? match.Groups["method"].Value : null))];

        named.Length.ShouldBeGreaterThan(50);
        named.Where(test => !sources.Any(source => Declares(source, test.Class, test.Method))).ShouldBeEmpty();
    }

    /// <summary>The method stands behind an attribute that makes it a test, in a file of the class.</summary>
    private static bool Declares(string source, string type, string? method) =>
        Regex.IsMatch(source, $@"\bclass {type}\b")
        && (method is null || Regex.IsMatch(source, $@"\[(Fact|Theory)\](\s*\[(InlineData|MemberData)\(.*\)\])*\s*public (async Task|void|Task) {method}\("));

    [GeneratedRegex("`(?<class>(Rule[0-9]{2})?[A-Z][A-Za-z]*(Tests|Conformance))(\\.(?<method>[A-Z][A-Za-z]*))?`")]
    private static partial Regex TestName();
}
