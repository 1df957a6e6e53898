using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Perdure.Generators.Diagnostics;
using Perdure.Planning;

namespace Perdure.Generators.Tests.Diagnostics;

/// <summary>A rule is an id, a message, a page and a test class; no part of it is missing.</summary>
public sealed class RuleTests
{
    private static readonly IReadOnlyList<Rule> Rules = [.. ShapeRules.All, .. Planning.Rules.All, .. DocumentRules.All, .. ContractRules.All];

    public static TheoryData<string> Ids => [.. Rules.Select(rule => rule.Id)];

    [Fact]
    public void EachRuleHasAnIdOfItsOwn() => Rules.Select(rule => rule.Id).ShouldBeUnique();

    [Fact]
    public void EachRuleIsReportedByOneAnalyzer() =>
        Analysis.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Select(descriptor => descriptor.Id).Order(StringComparer.Ordinal)
            .ShouldBe(Rules.Select(rule => rule.Id).Order(StringComparer.Ordinal));

    [Fact]
    public void TheTestsRunEveryAnalyzerThatThereIs() =>
        typeof(WorkflowAnalyzer).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract && !type.IsSubclassOf(typeof(DiagnosticSuppressor)))
            .ShouldBe(Analysis.Analyzers.Select(analyzer => analyzer.GetType()), ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Ids))]
    public void EachRuleHasATestClass(string id) =>
        typeof(RuleTests).Assembly.GetType($"{typeof(RuleTests).Namespace}.{id}Tests").ShouldNotBeNull();

    [Theory]
    [MemberData(nameof(Ids))]
    public void EachRuleLinksItsPage(string id)
    {
        DiagnosticDescriptor descriptor = Analysis.Analyzers.SelectMany(analyzer => analyzer.SupportedDiagnostics).Single(descriptor => descriptor.Id == id);

        descriptor.HelpLinkUri.ShouldBe($"https://github.com/perdure/perdure/blob/main/docs/diagnostics/{id}.md");
        Page(id).ShouldStartWith($"# {id}: ");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void EachPageNamesTheSeverity(string id)
    {
        string word = Rules.Single(rule => rule.Id == id).Severity switch { Severity.Error => "Error", Severity.Warning => "Warning", _ => "Suggestion" };

        Page(id).ShouldContain($"\n**{word}.** ");
    }

    private static string Page(string id, [CallerFilePath] string path = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(path)!, "../../../docs/diagnostics", id + ".md")).ReplaceLineEndings("\n");
}
