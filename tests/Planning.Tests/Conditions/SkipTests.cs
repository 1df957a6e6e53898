using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Conditions;

/// <summary>Skips pass silently, until they reach the workflow's result.</summary>
public sealed class SkipTests
{
    [Theory]
    [InlineData("a result with a condition", """
        Doc -> Out
        [When(IsBig)] End(Doc doc) -> Out
        predicate IsBig(Doc doc)
        """, "PDR118 workflow: Workflow 'Sketched' returns 'Out', but 'End' can be skipped: return 'Out?', or let another step return it then")]
    [InlineData("a result that takes what can be skipped", """
        Doc -> Out
        [When(IsBig)] Load(Doc doc) -> Text
        Improve(Text text) -> Better
        End(Better better) -> Out
        predicate IsBig(Doc doc)
        """, "PDR118 workflow: Workflow 'Sketched' returns 'Out', but 'End' can be skipped with 'Load': return 'Out?', or let another step return it then")]
    [InlineData("a merge that leaves something out", """
        Doc -> Out
        [When(IsBig)] Outer(Doc doc) -> Text
        [When(IsGood)] Short(Text text) -> Part
        [Unless(IsGood)] Long(Text text) -> Part
        End(Part part) -> Out
        predicate IsBig(Doc doc)
        predicate IsGood(Doc doc)
        """, "PDR118 workflow: Workflow 'Sketched' returns 'Out', but 'End' can be skipped with both 'Long' and 'Short': return 'Out?', or let another step return it then")]
    [InlineData("results that leave something out", """
        Doc -> Out
        [When(IsBig), When(IsGood)] Short(Doc doc) -> Out
        [Unless(IsBig)] Long(Doc doc) -> Out
        predicate IsBig(Doc doc)
        predicate IsGood(Doc doc)
        """, "PDR118 workflow: Workflow 'Sketched' returns 'Out', but both 'Short' and 'Long' can be skipped: return 'Out?', or let another step return it then")]
    [InlineData("two arms whose results one step takes", """
        Doc -> Out?
        [When(IsBig)] Short(Doc doc) -> One
        [Unless(IsBig)] Long(Doc doc) -> Two
        End(One one, Two two) -> Out
        predicate IsBig(Doc doc)
        """, "PDR119 End: Step 'End' can never run, because 'Short' and 'Long', whose results it takes, exclude one another")]
    [InlineData("conditions that contradict each other, once", """
        Doc -> Out
        [When(IsBig), Unless(IsBig)] Load(Doc doc) -> Text
        End(Text text) -> Out
        predicate IsBig(Doc doc)
        """, "PDR119 Load: Step 'Load' can never run, because its conditions exclude one another")]
    [InlineData("a condition that what it takes contradicts", """
        Doc -> Out?
        [When(IsBig)] Load(Doc doc) -> Text
        [Unless(IsBig)] End(Text text) -> Out
        predicate IsBig(Doc doc)
        """, "PDR119 End: Step 'End' can never run, because its conditions and those of the steps that it takes from exclude one another")]
    public void IsReported(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Theory]
    [InlineData("a workflow that may return null", """
        Doc -> Out?
        [When(IsBig)] Load(Doc doc) -> Text
        End(Text text) -> Out
        predicate IsBig(Doc doc)
        """)]
    [InlineData("a nullable parameter", """
        Doc -> Out
        [When(IsBig)] Load(Doc doc) -> Text
        End(Text? text) -> Out
        predicate IsBig(Doc doc)
        """)]
    [InlineData("an order alone", """
        Doc -> Out
        [When(IsBig)] Load(Doc doc)
        [After(Load)] End(Doc doc) -> Out
        predicate IsBig(Doc doc)
        """)]
    [InlineData("a merge that covers everything", """
        Doc -> Out
        Classify(Doc doc) -> Kind
        [Case(Classify, Small)] Short(Doc doc) -> Text
        [Case(Classify, Large)] Long(Doc doc) -> Text
        End(Text text) -> Out
        enum Kind: Small, Large
        """)]
    [InlineData("a merge of three that covers everything by two predicates", """
        Doc -> Out
        [When(IsBig), When(IsGood)] One(Doc doc) -> Out
        [When(IsBig), Unless(IsGood)] Two(Doc doc) -> Out
        [Unless(IsBig)] Three(Doc doc) -> Out
        predicate IsBig(Doc doc)
        predicate IsGood(Doc doc)
        """)]
    [InlineData("a workflow without a result", """
        Doc ->
        [When(IsBig)] Load(Doc doc)
        predicate IsBig(Doc doc)
        """)]
    [InlineData("a result that only a predicate or a case takes is used", """
        Doc ->
        Measure(Doc doc) -> Size
        Classify(Doc doc) -> bool
        [When(IsBig), Case(Classify, true)] Load(Doc doc)
        [Case(Classify, false)] Leave(Doc doc)
        predicate IsBig(Size size)
        """)]
    public void IsNot(string what, string sketch)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, "");
    }

    [Fact]
    public void AHundredConditionsThatFollowOneAnotherArePlannedAtOnce()
    {
        IEnumerable<string> steps = Enumerable.Range(0, 100).Select(i => $"[When(Is{i})] Step{i}({(i == 0 ? "Doc doc" : $"T{i - 1} t")}) -> T{i}");
        IEnumerable<string> predicates = Enumerable.Range(0, 100).Select(i => $"predicate Is{i}(Doc doc)");
        Sketch.Plan(string.Join('\n', ["Doc -> T99?", .. steps, .. predicates])).ShouldBePlanned().Steps.Count.ShouldBe(100);
    }

    [Fact]
    public void AHundredArmsWithConditionsOfTheirOwnArePlannedAtOnce()
    {
        IEnumerable<string> steps = Enumerable.Range(0, 100).Select(i => $"[Case(Classify, {i}), When(Is{i})] Step{i}(Doc doc) -> Text");
        IEnumerable<string> predicates = Enumerable.Range(0, 100).Select(i => $"predicate Is{i}(Doc doc)");
        string sketch = string.Join('\n', ["Doc -> Out?", "Classify(Doc doc) -> int", "[Otherwise(Classify)] Rest(Doc doc) -> Text", "End(Text text) -> Out", .. steps, .. predicates]);
        Sketch.Plan(sketch).ShouldBePlanned().Steps.Single(step => step.Method == "End").Arguments[0].Others.Count.ShouldBe(100);
    }
}
