using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Edges;

public sealed class MisleadingNameTests
{
    [Theory]
    [InlineData("a parameter named after a step of another type", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Refresh(Doc doc) -> Text
        Draft(Ticket refresh, Text text) -> Out
        """, "PDR112 Draft(refresh): Parameter 'refresh' of step 'Draft' bears the name of step 'Refresh', but takes the value of 'Load'")]
    [InlineData("a parameter named after a step, that takes the input", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Draft(Doc load, Ticket ticket) -> Out
        """, "PDR112 Draft(load): Parameter 'load' of step 'Draft' bears the name of step 'Load', but takes the value of the workflow's input")]
    [InlineData("a name that [Step(As)] gave", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        [As(payer)] Find(Doc doc) -> Person
        Draft(Ticket payer, Person person) -> Out
        """, "PDR112 Draft(payer): Parameter 'payer' of step 'Draft' bears the name of step 'Find', but takes the value of 'Load'")]
    [InlineData("nothing where [From] says so", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Refresh(Doc doc) -> Text
        Draft([From(Load)] Ticket refresh, Text text) -> Out
        """, "")]
    [InlineData("nothing for the step's own name", """
        Doc -> Out
        Draft(Doc draft) -> Out
        """, "")]
    [InlineData("nothing for 'input', which many agents' parameters are called", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Draft(Ticket input) -> Out
        """, "")]
    [InlineData("nothing for a step that returns nothing", """
        Doc -> Out
        Notify(Doc doc)
        Draft(Doc notify) -> Out
        """, "")]
    public void IsReportedFor(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }
}
