using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Results;

public sealed class ResultTests
{
    [Theory]
    [InlineData("the only step of the type", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        End(Ticket ticket) -> Out
        """, "End")]
    [InlineData("a step that others build on: do the work, then notify", """
        Doc -> Out
        Work(Doc doc) -> Out
        Notify(Out o)
        """, "Work")]
    [InlineData("the last of those that build on one another", """
        Doc -> Out
        First(Doc doc) -> Out
        Review(Out first) -> Verdict
        Second(Verdict verdict) -> Out
        """, "Second")]
    [InlineData("the one that is marked", """
        Doc -> Out
        First(Doc doc) -> Out
        [Result] Second(Doc doc) -> Out
        Use([From(First)] Out o)
        """, "Second")]
    [InlineData("the one that is marked, also where another builds on it", """
        Doc -> Out
        [Result] First(Doc doc) -> Out
        Polish(Out first) -> Out
        Use([From(Polish)] Out o)
        """, "First")]
    [InlineData("T where the workflow returns T?", """
        Doc -> Out?
        End(Doc doc) -> Out
        """, "End")]
    [InlineData("a collection of the same element", """
        Doc -> IReadOnlyList<Page>
        End(Doc doc) -> Page[]
        """, "End")]
    public void TheResultIs(string what, string sketch, string expected)
    {
        PlanModel plan = Sketch.Plan(sketch).ShouldBePlanned();
        plan.Steps[plan.Result].Method.ShouldBe(expected, what);
    }

    [Fact]
    public void AWorkflowThatReturnsNothingHasNoResult() => Sketch.Plan("""
        Doc ->
        Notify(Doc doc)
        """).ShouldBePlanned().Result.ShouldBe(-1);

    [Theory]
    [InlineData("no step of the type", """
        Doc -> Out
        Load(Doc doc)
        """, "PDR106 workflow: Workflow 'Sketched' returns 'Out', which no step returns")]
    [InlineData("an input of the type is no result", """
        Out -> Out
        Load(Out o)
        """, "PDR106 workflow: Workflow 'Sketched' returns 'Out', which no step returns")]
    [InlineData("a step that may return null", """
        Doc -> Out
        Load(Doc doc) -> Out?
        """, "PDR106 workflow: Workflow 'Sketched' returns 'Out', which no step returns; 'Load' returns 'Out?', which can be null")]
    [InlineData("a step whose type converts", """
        Doc -> Text
        Load(Doc doc) -> Pdf
        Pdf : Text
        """, "PDR106 workflow: Workflow 'Sketched' returns 'Text', which no step returns; 'Load' returns 'Pdf', which converts: declare it as 'Text'")]
    [InlineData("a type of nearly the same name", """
        Doc -> Insights
        Load(Doc doc) -> Insight
        """, "PDR106 workflow: Workflow 'Sketched' returns 'Insights', which no step returns: did you mean 'Insight'")]
    [InlineData("two steps of the type", """
        Doc -> Out
        First(Doc doc) -> Out
        Second(Doc doc) -> Out
        """, "PDR107 workflow: Workflow 'Sketched' returns 'Out', which both 'First' and 'Second' return")]
    [InlineData("an order alone does not make one build on the other", """
        Doc -> Out
        First(Doc doc) -> Out
        [After(First)] Second(Doc doc) -> Out
        """, "PDR107 workflow: Workflow 'Sketched' returns 'Out', which both 'First' and 'Second' return")]
    [InlineData("only those that nothing builds on are named", """
        Doc -> Out
        First(Doc doc) -> Out
        Second([From(First)] Out o) -> Out
        Third([From(First)] Out o) -> Out
        """, "PDR107 workflow: Workflow 'Sketched' returns 'Out', which both 'Second' and 'Third' return")]
    [InlineData("an edge that is missing, and not several results for want of it", """
        Doc -> Out
        First(Doc doc) -> Out
        Second([From(Frist)] Out o) -> Out
        """, "PDR103 Second(o).From: Step 'Second' takes 'Out' from 'Frist', which is no step: did you mean 'First'")]
    [InlineData("a mark on another type", """
        Doc -> Out
        [Result] Load(Doc doc) -> Ticket
        End(Ticket ticket) -> Out
        """, "PDR114 Load: Step 'Load' is marked [Result], but returns 'Ticket' where workflow 'Sketched' returns 'Out'")]
    [InlineData("a mark on T? where T is returned, and not a missing result as well", """
        Doc -> Out
        [Result] End(Doc doc) -> Out?
        """, "PDR114 End: Step 'End' is marked [Result], but returns 'Out?' where workflow 'Sketched' returns 'Out'")]
    [InlineData("a mark on a step that returns nothing", """
        Doc -> Out
        [Result] Load(Doc doc)
        """, "PDR114 Load: Step 'Load' is marked [Result], but returns nothing where workflow 'Sketched' returns 'Out'")]
    [InlineData("a mark in a workflow that returns nothing", """
        Doc ->
        [Result] Load(Doc doc) -> Ticket
        """, "PDR114 Load: Step 'Load' is marked [Result], but workflow 'Sketched' returns nothing")]
    [InlineData("two marks", """
        Doc -> Out
        [Result] First(Doc doc) -> Out
        [Result] Second(Doc doc) -> Out
        """, "PDR114 Second: Step 'Second' is marked [Result], but so is 'First'")]
    [InlineData("three marks", """
        Doc -> Out
        [Result] First(Doc doc) -> Out
        [Result] Second(Doc doc) -> Out
        [Result] Third(Doc doc) -> Out
        """, "PDR114 Third: Step 'Third' is marked [Result], but so are both 'First' and 'Second'")]
    public void AWrongResultIsReported(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Fact]
    public void TheCandidatesAreThereForTheCodeFix()
    {
        Finding finding = Sketch.Plan("""
            Doc -> Out
            First(Doc doc) -> Out
            Second(Doc doc) -> Out
            """).Findings.ShouldHaveSingleItem();

        finding.Property(FindingProperties.Steps).ShouldBe("First,Second");
        finding.Others.ShouldBe([new Place(0), new Place(1)]);
    }
}
