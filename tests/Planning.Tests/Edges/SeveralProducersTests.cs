using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Edges;

public sealed class SeveralProducersTests
{
    [Theory]
    [InlineData("two steps", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Refresh(Doc doc) -> Ticket
        Draft(Ticket ticket) -> Out
        """, "PDR102 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which both 'Load' and 'Refresh' return")]
    [InlineData("the input and a step that does not build on it", """
        Ticket -> Out
        Load() -> Ticket
        Draft(Ticket ticket) -> Out
        """, "PDR102 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which both the workflow's input and 'Load' return")]
    [InlineData("three, of which a T where T? is wanted is one", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Refresh(Doc doc) -> Ticket?
        Import(Doc doc) -> Ticket
        Draft(Ticket? ticket) -> Out
        """, "PDR102 Draft(ticket).Type: Step 'Draft' takes 'Ticket?', which 'Load', 'Refresh' and 'Import' return")]
    [InlineData("collections of the same element", """
        Doc -> Out
        Load(Doc doc) -> Page[]
        Refresh(Doc doc) -> List<Page>
        Draft(Page[] pages) -> Out
        """, "PDR102 Draft(pages).Type: Step 'Draft' takes 'Page[]', which both 'Load' and 'Refresh' return")]
    [InlineData("two of one name", """
        Doc -> Out
        [As(ticket)] Load(Doc doc) -> Ticket
        [As(ticket)] Refresh(Doc doc) -> Ticket
        Draft(Ticket ticket) -> Out
        """, "PDR102 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which both 'Load' and 'Refresh' return")]
    [InlineData("two, where the name is the step's own", """
        Ticket -> Out
        Load() -> Ticket
        Draft(Ticket draft) -> Ticket
        End([From(Draft)] Ticket ticket) -> Out
        """, "PDR102 Draft(draft).Type: Step 'Draft' takes 'Ticket', which both the workflow's input and 'Load' return")]
    [InlineData("those that are left after later ones dropped out", """
        Ticket -> Out
        Load() -> Ticket
        Draft(Ticket ticket) -> Text
        Later([From(Draft)] Text text) -> Ticket
        End([From(Later)] Ticket later) -> Out
        """, "PDR102 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which both the workflow's input and 'Load' return")]
    [InlineData("so many that nobody would read them all", """
        Doc -> Out
        A(Doc doc) -> Ticket
        B(Doc doc) -> Ticket
        C(Doc doc) -> Ticket
        D(Doc doc) -> Ticket
        E(Doc doc) -> Ticket
        F(Doc doc) -> Ticket
        Draft(Ticket ticket) -> Out
        """, "PDR102 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which 'A', 'B', 'C', 'D' and 2 others return")]
    public void AreReportedFor(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Fact]
    public void TheCandidatesAreOtherPlacesAndChoicesForTheCodeFix()
    {
        Finding finding = Sketch.Plan("""
            Ticket -> Out
            Load() -> Ticket
            Refresh() -> Ticket
            Draft(Ticket ticket) -> Out
            """).Findings.ShouldHaveSingleItem();

        finding.Others.ShouldBe([new Place(0), new Place(1)]);
        finding.Property(FindingProperties.Steps).ShouldBe("Load,Refresh");
        finding.Property(FindingProperties.Input).ShouldBe("true");
        finding.Property(FindingProperties.Type).ShouldBe("Ticket");
    }
}
