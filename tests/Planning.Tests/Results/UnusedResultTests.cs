using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Results;

public sealed class UnusedResultTests
{
    [Theory]
    [InlineData("a result that nothing takes", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        End(Doc doc) -> Out
        """, "PDR108 Load: Step 'Load' returns 'Ticket', which nothing takes")]
    [InlineData("each of them", """
        Doc ->
        Load(Doc doc) -> Ticket?
        Save(Doc doc) -> int
        """, """
        PDR108 Load: Step 'Load' returns 'Ticket?', which nothing takes
        PDR108 Save: Step 'Save' returns 'int', which nothing takes
        """)]
    [InlineData("not a step that returns nothing", """
        Doc -> Out
        Notify(Doc doc)
        End(Doc doc) -> Out
        """, "")]
    [InlineData("not a step that another one runs after", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        [After(Load)] End(Doc doc) -> Out
        """, "")]
    [InlineData("not where there is an error, which may be the reason", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        End([From(Lode)] Ticket ticket) -> Out
        """, "PDR103 End(ticket).From: Step 'End' takes 'Ticket' from 'Lode', which is no step: did you mean 'Load'")]
    public void IsReportedFor(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }
}
