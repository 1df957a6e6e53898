using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Parts;

/// <summary>Steps that run in rounds.</summary>
public sealed class LoopTests
{
    [Theory]
    [InlineData("to all others it replaces what it begins with", """
        Doc -> Report
        Write(Doc doc) -> Draft
        [Repeat(Until = IsGood, Max = 5)] Refine(Draft draft, Doc doc) -> Draft
        Publish(Draft draft, [From(Write)] Draft first) -> Report
        predicate IsGood(Draft draft)
        """, "Write(doc: input)\nRefine(draft: Write, doc: input)\nPublish(draft: Refine, first: Write)")]
    [InlineData("beginning with the workflow's input", """
        Draft -> Report
        [Repeat(While = NeedsWork, Max = 5)] Refine(Draft draft) -> Draft
        Publish(Draft draft) -> Report
        predicate NeedsWork(Draft draft)
        """, "Refine(draft: input)\nPublish(draft: Refine)")]
    [InlineData("as the result", """
        Doc -> Draft
        Write(Doc doc) -> Draft
        [Repeat(Until = IsGood, Max = 5)] Refine(Draft draft) -> Draft
        predicate IsGood(Draft draft)
        """, "Write(doc: input)\nRefine(draft: Write)")]
    [InlineData("of items", """
        Draft[] -> Draft[]
        [Repeat(Until = IsGood, Max = 5)] Refine([ForEach] Draft draft) -> Draft
        predicate IsGood(Draft draft)
        """, "Refine(draft: input)")]
    [InlineData("on the parameter that On names", """
        Doc -> Draft
        Write(Doc doc) -> Draft
        Outline(Doc doc) -> Draft
        [Repeat(Until = IsGood, Max = 5, On = draft)] Refine([From(Write)] Draft draft, [From(Outline)] Draft outline) -> Draft
        predicate IsGood(Draft draft)
        """, "Write(doc: input)\nOutline(doc: input)\nRefine(draft: Write, outline: Outline)")]
    [InlineData("without a most where a delay paces it", """
        Draft -> Draft
        [Repeat(Until = IsGood, Delay = 5s)] Refine(Draft draft) -> Draft
        predicate IsGood(Draft draft)
        """, "Refine(draft: input)")]
    public void ItRepeats(string what, string sketch, string edges)
    {
        what.ShouldNotBeEmpty();
        Sketch.Plan(sketch).Edges().ShouldBe(edges);
    }

    [Fact]
    public void ALoopIsWrittenDown()
    {
        PlanStep refine = Sketch.Plan("""
            Draft[] -> Draft[]
            [Repeat(While = NeedsWork, Max = 4, Delay = 5s, Keep = 1)] Refine([ForEach] Draft draft) -> Draft
            predicate NeedsWork(Draft known)
            """).ShouldBePlanned().Steps.ShouldHaveSingleItem();

        refine.Repeat.ShouldBe(new PlanRepeat(null, "NeedsWork", "known", IsWhile: true, 4, LoopEnd.Fail, TimeSpan.FromSeconds(5), 1));
        refine.Arguments[0].IsRound.ShouldBeTrue();
    }

    [Theory]
    [InlineData("Repeat(Max = 5)", "PDR208 Refine.Repeat: Step 'Refine' repeats without end: name the predicate that ends it, in Until or While")]
    [InlineData("Repeat(Until = IsGood, While = IsGood, Max = 5)", "PDR208 Refine.Repeat: Step 'Refine' has both Until and While, and one predicate ends a loop")]
    [InlineData("Repeat(Until = IsGood)", "PDR208 Refine.Repeat: Step 'Refine' repeats as often as it takes with nothing that paces it: set Max")]
    [InlineData("Repeat(Until = IsGood, Max = 0)", "PDR208 Refine.Repeat: Step 'Refine' repeats at most 0 times, which is less than once")]
    [InlineData("Repeat(Until = IsGood, Max = 1, Keep = -1)", "PDR208 Refine.Repeat: Step 'Refine' keeps -1 results, which is less than none")]
    [InlineData("Repeat(Until = IsGood, Max = 1, On = dratf)", "PDR208 Refine.Repeat: Step 'Refine' repeats on 'dratf', which is none of its parameters: did you mean 'draft'")]
    [InlineData("Repeat(Until = IsGood, Max = 1, On = doc)", "PDR208 Refine.Repeat: Step 'Refine' repeats on 'doc', which is 'Doc' and not 'Draft', which it returns")]
    [InlineData("Repeat(Until = IsGod, Max = 1)", "PDR203 Refine.Repeat: Step 'Refine' repeats until 'IsGod', which is no method of 'Sketched': did you mean 'IsGood'")]
    [InlineData("Repeat(Until = Write, Max = 1)", "PDR203 Refine.Repeat: Step 'Refine' repeats until 'Write', which is a step: a predicate returns 'bool' at once")]
    [InlineData("Repeat(Until = IsDoc, Max = 1)", "PDR203 Refine.Repeat: Step 'Refine' repeats until 'IsDoc', which does not take the one value that a round returns, 'Draft'")]
    [InlineData("Repeat(Until = IsGood, Max = 1, Delay = soon)", "PDR201 Refine.Repeat: Step 'Refine' has the delay between rounds 'soon', which is no duration such as '30s' or '1h30m'")]
    public void ItIsWrong(string mark, string expected) => FindingCases.ShouldFind($"""
        Doc -> Draft
        Write(Doc doc) -> Draft
        [{mark}] Refine(Draft draft, Doc doc) -> Draft
        predicate IsGood(Draft draft)
        predicate IsDoc(Doc doc)
        """, expected);

    [Theory]
    [InlineData("Refine(Draft draft)", "repeats, but returns nothing that a further round could take")]
    [InlineData("Refine(Doc doc) -> Draft", "repeats, but takes no 'Draft', which it returns: a round takes the result of the one before")]
    [InlineData("Refine(Draft? draft) -> Draft", "repeats, but takes no 'Draft', which it returns: a round takes the result of the one before")]
    [InlineData("Refine([From(Write)] Draft one, [From(Write)] Draft two) -> Draft", "repeats and takes several 'Draft', which it returns: name the one that a round's result goes to, in On")]
    public void ItsParameterIsWrong(string step, string expected)
    {
        string all = $"""
            Doc ->
            Write(Doc doc) -> Draft
            [Repeat(Until = IsGood, Max = 1)] {step}
            predicate IsGood(Draft draft)
            """;
        var sketch = Sketch.Of(all);
        Planner.Plan(sketch.Workflow, sketch).Findings.Select(finding => finding.Told(sketch.Workflow)).ShouldContain($"PDR208 Refine.Repeat: Step 'Refine' {expected}");
    }
}
