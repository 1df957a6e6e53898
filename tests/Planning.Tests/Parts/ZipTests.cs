using Perdure.Planning.Tests.Sketching;
using Shouldly;

namespace Perdure.Planning.Tests.Parts;

/// <summary>Steps that take items of several collections side by side.</summary>
public sealed class ZipTests
{
    [Fact]
    public void EachParameterTakesItsItemOfItsOwnCollection()
    {
        PlanModel plan = Sketch.Plan("""
            Page[] -> Report[]
            [OnQueue(gpu, Key = KeyOf), Compensate(Tear)] Compare(Doc doc, [ForEach(MaxParallel = 3)] Page page, [ForEach] Text text) -> Report
            Read([ForEach] Page page) -> Text
            Whole(Page[] pages) -> Doc
            queue gpu
            key KeyOf(Text text)
            undo Tear(Text text, Page page)
            """).ShouldBePlanned();

        PlanStep compare = plan.Steps[2];
        compare.Map.ShouldBe(new PlanMap(PlanArgument.Input, 3, FailedItems.FailFast, null) { Zipped = new([0]) });
        compare.Arguments.Select(argument => (argument.IsItem, argument.Collection)).ShouldBe([(false, 0), (true, 0), (true, 1)]);
        compare.Queue!.Arguments.Select(argument => (argument.IsItem, argument.Collection)).ShouldBe([(true, 1)]);
        compare.Compensation!.Arguments.Select(argument => (argument.IsItem, argument.Collection)).ShouldBe([(true, 1), (true, 0)]);
    }

    [Fact]
    public void ALoopMayTakeTheItemOfAnyOfThem()
    {
        PlanStep refine = Sketch.Plan("""
            Page[] -> Text[]
            Read([ForEach] Page page) -> Text
            [Repeat(Until = IsGood, Max = 3)] Refine([ForEach] Page page, [ForEach] Text text) -> Text
            predicate IsGood(Text text)
            """).ShouldBePlanned().Steps[1];

        refine.Repeat!.Producer.ShouldBeNull();
        refine.Repeat.Collection.ShouldBe(1);
        refine.Arguments.Select(argument => argument.IsRound).ShouldBe([false, true]);
    }

    [Theory]
    [InlineData("a map over a map and what that maps over", """
        Page[] ->
        Read([ForEach] Page page) -> Text
        Count([ForEach] Text text) -> Word
        Act([ForEach] Page page, [ForEach] Word word)
        """, "Read(page: input)\nCount(text: Read)\nAct(page: input, word: Count)")]
    [InlineData("two maps over a step's result", """
        Doc ->
        Split(Doc doc) -> Page[]
        Read([ForEach] Page page) -> Text
        Name([ForEach] Page page) -> Title
        Act([ForEach] Text text, [ForEach] Title title)
        """, "Split(doc: input)\nRead(page: Split)\nName(page: Split)\nAct(text: Read, title: Name)")]
    [InlineData("three, of which one is zipped itself", """
        Page[] ->
        Read([ForEach] Page page) -> Text
        Compare([ForEach] Page page, [ForEach] Text text) -> Word
        Act([ForEach] Word word, [ForEach] Text text, [ForEach] Page page)
        """, "Read(page: input)\nCompare(page: input, text: Read)\nAct(word: Compare, text: Read, page: input)")]
    [InlineData("failures that were tolerated where null is taken", """
        Page[] ->
        Read([ForEach(Failures = Tolerate)] Page page) -> Text
        Act([ForEach] Page page, [ForEach] Text? text)
        """, "Read(page: input)\nAct(page: input, text: Read)")]
    [InlineData("maps that exclude one another over one collection", """
        Page[] ->
        [When(IsLong)] Read([ForEach] Page page) -> Text
        [Unless(IsLong)] Skim([ForEach] Page page) -> Text
        Act([ForEach] Page page, [ForEach] Text text)
        predicate IsLong(Page[] pages)
        """, "Read(page: input)\nSkim(page: input)\nAct(page: input, text: Read | Skim)")]
    [InlineData("collections that exclude one another, and a map over whichever is there", """
        Doc ->
        [When(IsLong)] Split(Doc doc) -> Page[]
        [Unless(IsLong)] Cut(Doc doc) -> Page[]
        Read([ForEach] Page page) -> Text
        Act([ForEach] Page page, [ForEach] Text text)
        predicate IsLong(Doc doc)
        """, "Split(doc: input)\nCut(doc: input)\nRead(page: Split | Cut)\nAct(page: Split | Cut, text: Read)")]
    public void ItZips(string what, string sketch, string edges)
    {
        what.ShouldNotBeEmpty();
        PlanResult result = Sketch.Plan(sketch);

        result.Edges().ShouldBe(edges);
        result.ShouldBePlanned();
    }

    [Theory]
    [InlineData("two results of steps", """
        Page[] ->
        Names(Page[] pages) -> Name[]
        Act([ForEach] Page page, [ForEach] Name name)
        """, "PDR207 Act(name): Step 'Act' maps over the workflow's input and 'Names' side by side, which need not have as many items: let a step join them into one collection of records, and map over that")]
    [InlineData("maps over two results of steps", """
        Doc ->
        Split(Doc doc) -> Page[]
        Names(Doc doc) -> Name[]
        Read([ForEach] Page page) -> Text
        Print([ForEach] Name name) -> Line
        Act([ForEach] Text text, [ForEach] Line line)
        """, "PDR207 Act(line): Step 'Act' maps over 'Read' and 'Print' side by side, which need not have as many items: let a step join them into one collection of records, and map over that")]
    [InlineData("a third one", """
        Page[] ->
        Names(Page[] pages) -> Name[]
        Read([ForEach] Page page) -> Text
        Act([ForEach] Page page, [ForEach] Text text, [ForEach] Name name)
        """, "PDR207 Act(name): Step 'Act' maps over the workflow's input and 'Names' side by side, which need not have as many items: let a step join them into one collection of records, and map over that")]
    [InlineData("maps that exclude one another over two collections that do not", """
        Doc ->
        Split(Doc doc) -> Page[]
        Names(Doc doc) -> Name[]
        [When(IsLong)] Read([ForEach] Page page) -> Text
        [Unless(IsLong)] Print([ForEach] Name name) -> Text
        Act([ForEach] Page page, [ForEach] Text text)
        predicate IsLong(Doc doc)
        """, "PDR207 Act(text): Step 'Act' maps over 'Split' and 'Read' or 'Print' side by side, which need not have as many items: let a step join them into one collection of records, and map over that")]
    [InlineData("what is said at another than the first", """
        Page[] ->
        Read([ForEach] Page page) -> Text
        Act([ForEach] Page page, [ForEach(MaxParallel = 2)] Text text)
        """, "PDR207 Act(text): Step 'Act' says at 'text' how its items run, which is said at the first [ForEach] for all: write it at 'page'")]
    [InlineData("failures that were tolerated where null is not taken", """
        Page[] ->
        Read([ForEach(Failures = Tolerate)] Page page) -> Text
        Act([ForEach] Page page, [ForEach] Text text)
        """, "PDR207 Act(text).Type: Step 'Act' maps over 'Text', of which neither the workflow's input nor another step returns a collection; 'Read' returns 'IReadOnlyList<Text?>', whose items can be null: map over 'Text?'")]
    public void ItIsWrong(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }
}
