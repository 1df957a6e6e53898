using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Order;

public sealed class CycleTests
{
    [Theory]
    [InlineData("three steps, with the path from the first declared one", """
        Doc -> Out
        End(Doc doc, Blue blue) -> Out
        B(Red red) -> Green
        C(Green green) -> Blue
        A(Blue blue) -> Red
        """, "PDR105 B: Steps form a cycle: 'B' → 'C' → 'A' → 'B'")]
    [InlineData("a cycle by [After] alone", """
        Doc -> Out
        [After(Second)] First(Doc doc)
        [After(First)] Second(Doc doc) -> Out
        """, "PDR105 First: Steps form a cycle: 'First' → 'Second' → 'First'")]
    [InlineData("a step after itself", """
        Doc -> Out
        [After(Only)] Only(Doc doc) -> Out
        """, "PDR105 Only: Steps form a cycle: 'Only' → 'Only'")]
    [InlineData("a step that takes from itself, whatever the type", """
        Doc -> Out
        Only([From(Only)] Ticket ticket) -> Out
        """, "PDR105 Only: Steps form a cycle: 'Only' → 'Only'")]
    [InlineData("each of two cycles", """
        Doc -> Out
        A(Two two) -> One
        B(One one) -> Two
        [After(D)] C(Doc doc)
        [After(C)] D(Doc doc) -> Out
        """, """
        PDR105 A: Steps form a cycle: 'A' → 'B' → 'A'
        PDR105 C: Steps form a cycle: 'C' → 'D' → 'C'
        """)]
    [InlineData("each of two cycles that share a step", """
        Doc -> Out
        A(Two two) -> One
        B(One one, Three three) -> Two
        C(Two two) -> Three
        End(Three three) -> Out
        """, """
        PDR105 A: Steps form a cycle: 'A' → 'B' → 'A'
        PDR105 B: Steps form a cycle: 'B' → 'C' → 'B'
        """)]
    [InlineData("one cycle where two share an edge, which is the mistake", """
        Doc -> Out
        [After(End)] Start(Doc doc) -> One
        Left(One one) -> Two
        Right(One one) -> Three
        End(Two two, Three three) -> Out
        """, "PDR105 Start: Steps form a cycle: 'Start' → 'Left' → 'End' → 'Start'")]
    [InlineData("a cycle among the steps that return the result, and no missing result", """
        Doc -> Ticket
        First([From(Second)] Ticket ticket) -> Ticket
        Second([From(First)] Ticket ticket) -> Ticket
        """, "PDR105 First: Steps form a cycle: 'First' → 'Second' → 'First'")]
    [InlineData("nothing for a diamond", """
        Doc -> Out
        Start(Doc doc) -> One
        Left(One one) -> Two
        Right(One one) -> Three
        End(Two two, Three three) -> Out
        """, "")]
    public void IsReportedFor(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Fact]
    public void TheOtherStepsAreOtherPlacesInTheOrderOfThePath() => Sketch.Plan("""
        Doc -> Out
        A(Blue blue) -> Out
        C(Green green) -> Blue
        B(Out o) -> Green
        """).Findings.ShouldHaveSingleItem().Others.ShouldBe([new Place(2), new Place(1)]);
}
