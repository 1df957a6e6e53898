using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Agents;

public sealed class AgentOutputTests
{
    [Theory]
    [InlineData("another type", """
        Doc -> Out
        Write(Doc doc) -> Text by Writer
        End(Text text) -> Out
        agent Writer: Doc -> Draft
        """, "PDR111 Write.Returns: Step 'Write' returns 'Text', but 'Writer' returns 'Draft'")]
    [InlineData("a result of an agent that returns nothing", """
        Doc -> Out
        Write(Doc doc) -> Out by Writer
        agent Writer: Doc ->
        """, "PDR111 Write.Returns: Step 'Write' returns 'Out', but 'Writer' returns nothing")]
    [InlineData("a type that converts", """
        Doc -> Out
        Write(Doc doc) -> Out by Writer
        agent Writer: Doc -> Draft
        Draft : Out
        """, "PDR111 Write.Returns: Step 'Write' returns 'Out', but 'Writer' returns 'Draft'")]
    [InlineData("a wrong step once, and not the consumer that is right", """
        Doc -> Out
        Write(Doc doc) -> Text by Writer
        End(Draft draft) -> Out
        agent Writer: Doc -> Draft
        """, "PDR111 Write.Returns: Step 'Write' returns 'Text', but 'Writer' returns 'Draft'")]
    [InlineData("a wrong step once, and not the missing result", """
        Doc -> Out
        Write(Doc doc) -> Text by Writer
        agent Writer: Doc -> Out
        """, "PDR111 Write.Returns: Step 'Write' returns 'Text', but 'Writer' returns 'Out'")]
    [InlineData("a wrong step once, and not that it seems to be one of two producers", """
        Doc -> Out
        Write(Doc doc) -> Text by Writer
        Read(Doc doc) -> Text
        End(Text taken) -> Out
        agent Writer: Doc -> Draft
        """, "PDR111 Write.Returns: Step 'Write' returns 'Text', but 'Writer' returns 'Draft'")]
    [InlineData("nothing where only nullability differs", """
        Doc -> Out
        Write(Doc doc) -> Draft by Writer
        End(Draft draft) -> Out
        agent Writer: Doc -> Draft?
        """, "")]
    [InlineData("nothing where the step returns nothing", """
        Doc ->
        Write(Doc doc) by Writer
        agent Writer: Doc -> Draft
        """, "")]
    public void IsReportedFor(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }
}
