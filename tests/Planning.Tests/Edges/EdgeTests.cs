using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Edges;

public sealed class EdgeTests
{
    [Theory]
    [InlineData("the only result of its type", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Use(Ticket anything) -> Out
        """, "Use(anything: Load)")]
    [InlineData("the workflow's input", """
        Doc -> Out
        Use(Doc doc) -> Out
        """, "Use(doc: input)")]
    [InlineData("T where T? is wanted", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Use(Ticket? ticket) -> Out
        """, "Use(ticket: Load)")]
    [InlineData("a T and not a T? where T is wanted", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Guess(Doc doc) -> Ticket?
        Use(Ticket ticket) -> Out
        """, "Use(ticket: Load)")]
    [InlineData("a collection of the same element", """
        Doc -> Out
        Load(Doc doc) -> Page[]
        Use(IReadOnlyList<Page> pages) -> Out
        """, "Use(pages: Load)")]
    [InlineData("the parameter's name, of several", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Refresh(Doc doc) -> Ticket
        Use(Ticket refresh) -> Out
        """, "Use(refresh: Refresh)")]
    [InlineData("the parameter's name, whatever its case and less Async", """
        Doc -> Out
        LoadAsync(Doc doc) -> Ticket
        RefreshTicketAsync(Doc doc) -> Ticket
        Use(Ticket refreshticket) -> Out
        """, "Use(refreshticket: RefreshTicketAsync)")]
    [InlineData("the name that [Step(As)] gives, and not the method's", """
        Doc -> Out
        [As(payer)] Load(Doc doc) -> Ticket
        Refresh(Doc doc) -> Ticket
        Use(Ticket payer) -> Out
        """, "Use(payer: Load)")]
    [InlineData("the name 'input'", """
        Ticket -> Out
        Load(Ticket input) -> Ticket
        Use(Ticket input) -> Out
        """, "Use(input: input)")]
    [InlineData("[From], against the name", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Refresh(Doc doc) -> Ticket
        Use([From(Load)] Ticket refresh) -> Out
        """, "Use(refresh: Load)")]
    [InlineData("[From] with a conversion", """
        Doc -> Out
        Load(Doc doc) -> Pdf
        Use([From(Load)] Text text) -> Out
        Pdf : Text
        """, "Use(text: Load)")]
    [InlineData("[Input], of several", """
        Ticket -> Out
        Load([Input] Ticket ticket) -> Ticket
        Use([Input] Ticket ticket) -> Out
        """, "Use(ticket: input)")]
    [InlineData("[Input] with a conversion", """
        Pdf -> Out
        Use([Input] Text text) -> Out
        Pdf : Text
        """, "Use(text: input)")]
    [InlineData("not its own result", """
        Ticket -> Ticket
        Use(Ticket ticket) -> Ticket
        """, "Use(ticket: input)")]
    [InlineData("not its own result, also where the name is its own", """
        Ticket -> Ticket
        Use(Ticket use) -> Ticket
        """, "Use(use: input)")]
    [InlineData("what does not depend on the step", """
        Ticket -> Done
        Fix(Ticket ticket) -> Ticket
        Check([From(Fix)] Ticket ticket) -> Verdict
        Redo(Verdict verdict) -> Ticket
        Send([From(Redo)] Ticket ticket) -> Done
        """, "Fix(ticket: input)")]
    [InlineData("what does not come after the step", """
        Ticket -> Done
        Fix(Ticket ticket) -> Ticket
        [After(Fix)] Check(Doc fix) -> Ticket
        Read() -> Doc
        Send([From(Fix)] Ticket fixedTicket, [From(Check)] Ticket check) -> Done
        """, "Fix(ticket: input)")]
    public void AParameterTakes(string what, string sketch, string expected)
    {
        string method = expected[..expected.IndexOf('(', StringComparison.Ordinal)];
        Sketch.Plan(sketch).Edges(method).ShouldBe(expected, what);
    }

    [Theory]
    [InlineData("the producer's type, in which the value is stored", "Ticket", "Ticket?", "Ticket")]
    [InlineData("the producer's type, for C# to convert", "Pdf", "Text", "Pdf")]
    [InlineData("the parameter's own, among collections", "Page[]", "List<Page>", "List<Page>")]
    [InlineData("the producer's type, where only a conversion makes the collection fit", "List<Page>", "IReadOnlyList<Page?>", "List<Page>")]
    public void AValueIsReadAs(string what, string produced, string wanted, string expected)
    {
        PlanResult result = Sketch.Plan($"""
            Doc -> Out
            Load(Doc doc) -> {produced}
            Use([From(Load)] {wanted} value) -> Out
            Pdf : Text
            List<Page> : IReadOnlyList<Page?>
            """);

        PlanArgument argument = result.ShouldBePlanned().Steps[1].Arguments.ShouldHaveSingleItem();
        argument.ReadAs.ShouldNotBeNull().Key.ShouldBe(expected, what);
        argument.Type.DisplayWithNullability.ShouldBe(wanted);
    }

    [Fact]
    public void AgentsContextsAndTokensAreNoData()
    {
        PlanStep step = Sketch.Plan("""
            Doc -> Out
            Use(StepContext context, Doc doc, WriterAgent writer, CancellationToken token) -> Out
            """).ShouldBePlanned().Steps.ShouldHaveSingleItem();

        step.Arguments.Select(argument => argument.Role).ShouldBe([ParameterRole.StepContext, ParameterRole.Data, ParameterRole.Agent, ParameterRole.CancellationToken]);
        step.Arguments.Where(argument => argument.Role != ParameterRole.Data).ShouldAllBe(argument => argument.ReadAs == null);
    }

    [Fact]
    public void AnAddedStepMakesAnEdgeAmbiguousAndDoesNotMoveIt()
    {
        // Choosing Second for Third's parameter in a second pass would leave First alone for Fourth's in a third.
        PlanResult result = Sketch.Plan("""
            Doc -> Done
            First(Doc doc) -> Ticket
            Second(Doc doc) -> Ticket
            Third(Ticket some) -> Ticket
            Fourth(Ticket other) -> Done
            """);

        result.Plan.ShouldBeNull();
        result.Findings.Select(finding => finding.Message).ShouldBe(
        [
            "Step 'Third' takes 'Ticket', which both 'First' and 'Second' return",
            "Step 'Fourth' takes 'Ticket', which 'First', 'Second' and 'Third' return",
        ]);
    }

    [Fact]
    public void EdgesDoNotDependOnTheOrderOfDeclaration()
    {
        string[] steps =
        [
            "Load(Doc doc) -> Ticket",
            "Refresh(Doc doc) -> Ticket",
            "Fix(Ticket refresh) -> Fixed",
            "[After(Load)] Check([From(Load)] Ticket ticket, Fixed fix) -> Verdict",
            "Report(Verdict verdict, Ticket load, Doc doc) -> Out",
        ];

        string[] plans =
        [
            .. Permutations(steps)
                .Select(permuted => Sketch.Plan("Doc -> Out\n" + string.Join('\n', permuted)))
                .Select(result => string.Join('\n', result.Edges().Split('\n').Order(StringComparer.Ordinal)))
                .Distinct(),
        ];

        plans.ShouldHaveSingleItem().ShouldBe("""
            Check(ticket: Load, fix: Fix)
            Fix(refresh: Refresh)
            Load(doc: input)
            Refresh(doc: input)
            Report(verdict: Check, load: Load, doc: input)
            """);
    }

    private static IEnumerable<IEnumerable<string>> Permutations(string[] items) => items.Length == 0
        ? [[]]
        : items.SelectMany(item => Permutations([.. items.Where(other => other != item)]).Select(rest => rest.Prepend(item)));
}
