using System.Text.RegularExpressions;
using Perdure.Runtime.Tests.Support;
using Shouldly;

namespace Perdure.Runtime.Tests.Protocol;

/// <summary>docs/protocol.md names the tests that hold its rules, and each test of a rule is named there.</summary>
public sealed partial class ProtocolPageTests
{
    private static readonly string Page = SourceTree.Read("docs/protocol.md");

    private static IEnumerable<string> TestClasses => typeof(ProtocolPageTests).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(ProtocolPageTests).Namespace && RuleClass.IsMatch(type.Name))
        .Select(type => type.Name);

    [Fact]
    public void EveryTestClassThatThePageNamesExistsAndEveryOneThatExistsIsNamed() =>
        RuleClass.Matches(Page).Select(match => match.Value).Order().ShouldBe(TestClasses.Order());

    [Fact]
    public void EveryRuleNamesTheTestClassThatBearsItsNumber()
    {
        string[] rules = [.. Page.Split("\n### ").Skip(1)];

        rules.Length.ShouldBeGreaterThan(15);
        foreach (string rule in rules)
        {
            int number = int.Parse(rule[..rule.IndexOf('.', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
            RuleClass.Matches(rule).ShouldNotBeEmpty(rule);
            RuleClass.Matches(rule).ShouldAllBe(match => match.Value.StartsWith($"Rule{number:00}"));
        }
    }

    [Fact]
    public void WhatThePageLinksToExists()
    {
        string[] targets = [.. Link.Matches(Page).Select(match => match.Groups[1].Value)];

        targets.ShouldNotBeEmpty();
        targets.ShouldAllBe(target => Path.Exists(SourceTree.FullPath(Path.Combine("docs", target))));
    }

    [GeneratedRegex(@"\bRule\d\d\w+Tests\b")]
    private static partial Regex RuleClass { get; }

    [GeneratedRegex(@"\]\(([^)#]+)\)")]
    private static partial Regex Link { get; }
}
