using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Edges;

public sealed class ExplicitEdgeTests
{
    [Theory]
    [InlineData("[From] of no step", """
        Doc -> Out
        Fetch(Doc doc) -> Ticket
        Draft([From(Import)] Ticket ticket) -> Out
        """, "PDR103 Draft(ticket).From: Step 'Draft' takes 'Ticket' from 'Import', which is no step")]
    [InlineData("[From] of nearly a step", """
        Doc -> Out
        LoadAsync(Doc doc) -> Ticket
        Draft([From(Laod)] Ticket ticket) -> Out
        """, "PDR103 Draft(ticket).From: Step 'Draft' takes 'Ticket' from 'Laod', which is no step: did you mean 'LoadAsync'")]
    [InlineData("[From] that names a step's id, not its method", """
        Doc -> Out
        [Id(load)] Fetch(Doc doc) -> Ticket
        Draft([From(load)] Ticket ticket) -> Out
        """, "PDR103 Draft(ticket).From: Step 'Draft' takes 'Ticket' from 'load', which is no step")]
    [InlineData("[After] of nearly a step", """
        Doc -> Out
        Notify(Doc doc)
        Audit(Doc doc)
        [After(Audit), After(Notfy)] Draft(Doc doc) -> Out
        """, "PDR103 Draft[1].After: Step 'Draft' runs after 'Notfy', which is no step: did you mean 'Notify'")]
    [InlineData("[From] of another type", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Draft([From(Load)] Text text) -> Out
        """, "PDR104 Draft(text).From: Step 'Draft' takes 'Text' from 'Load', which returns 'Ticket' and does not convert")]
    [InlineData("[From] of a T? where T is wanted", """
        Doc -> Out
        Load(Doc doc) -> Ticket?
        Draft([From(Load)] Ticket ticket) -> Out
        """, "PDR104 Draft(ticket).From: Step 'Draft' takes 'Ticket' from 'Load', which returns 'Ticket?' and can be null")]
    [InlineData("[From] of a T? that converts, where no null is wanted", """
        Doc -> Out
        Load(Doc doc) -> Pdf?
        Draft([From(Load)] Text text) -> Out
        Pdf : Text
        """, "PDR104 Draft(text).From: Step 'Draft' takes 'Text' from 'Load', which returns 'Pdf?' and can be null")]
    [InlineData("[From] of a step that returns nothing", """
        Doc -> Out
        Notify(Doc doc)
        Draft([From(Notify)] Ticket ticket) -> Out
        """, "PDR104 Draft(ticket).From: Step 'Draft' takes 'Ticket' from 'Notify', which returns nothing")]
    [InlineData("[Input] of another type", """
        Doc -> Out
        Draft([Input] Text text) -> Out
        """, "PDR104 Draft(text).Type: Step 'Draft' takes 'Text' from the workflow's input, which is 'Doc' and does not convert")]
    [InlineData("[Input] without input", """
        -> Out
        Draft([Input] Text text) -> Out
        """, "PDR113 Draft(text).Type: Step 'Draft' takes 'Text' from the workflow's input, but workflow 'Sketched' takes none")]
    [InlineData("both", """
        Doc -> Out
        Load(Doc doc) -> Doc
        Draft([From(Load), Input] Doc doc) -> Out
        """, "PDR116 Draft(doc): Parameter 'doc' of step 'Draft' is marked both [From] and [Input]")]
    [InlineData("[From] on a context", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Draft([From(Load)] StepContext context) -> Out
        """, "PDR116 Draft(context): Parameter 'context' of step 'Draft' is marked [From], but 'StepContext' is no data")]
    [InlineData("[Input] on an agent", """
        Doc -> Out
        Draft([Input] WriterAgent writer) -> Out
        """, "PDR116 Draft(writer): Parameter 'writer' of step 'Draft' is marked [Input], but 'WriterAgent' is no data")]
    [InlineData("nothing: T? takes T, and collections of one element stand for one another", """
        Doc[] -> Out
        Load([Input] List<Doc> docs) -> Ticket
        [After(Load)] Draft([From(Load)] Ticket? ticket) -> Out
        """, "")]
    public void IsReportedFor(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Fact]
    public void TheNearNameIsThereForTheCodeFix() => Sketch.Plan("""
        Doc -> Out
        Load(Doc doc) -> Ticket
        Draft([From(Lod)] Ticket ticket) -> Out
        """).Findings.ShouldHaveSingleItem().Property(FindingProperties.Suggestion).ShouldBe("Load");

    [Theory]
    [InlineData("[After(Audit)] Draft(Doc doc) -> Out", "Draft(doc: input) after Audit")]
    [InlineData("[After(Audit), After(Audit), After(Notify)] Draft(Doc doc) -> Out", "Draft(doc: input) after Notify after Audit")]
    [InlineData("[After(Load)] Draft(Ticket ticket) -> Out", "Draft(ticket: Load)")]
    public void AfterIsAnOrderAndNothingWhereAResultIsTakenAnyway(string step, string expected) => Sketch.Plan($"""
        Doc -> Out
        {step}
        Notify(Doc doc)
        Audit(Doc doc)
        Load(Doc doc) -> Ticket
        """).Edges("Draft").ShouldBe(expected);
}
