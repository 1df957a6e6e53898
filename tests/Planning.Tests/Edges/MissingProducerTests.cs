using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Edges;

public sealed class MissingProducerTests
{
    [Theory]
    [InlineData("nothing of the type", """
        Doc -> Out
        Draft(Classification classification) -> Out
        """, "PDR101 Draft(classification).Type: Step 'Draft' takes 'Classification', which neither the workflow's input nor another step returns")]
    [InlineData("nothing of the type, and no input", """
        -> Out
        Draft(Classification classification) -> Out
        """, "PDR101 Draft(classification).Type: Step 'Draft' takes 'Classification', which no other step returns")]
    [InlineData("a service", """
        Doc -> Out
        Draft(Doc doc, ILogger<Draft> logger) -> Out
        """, "PDR101 Draft(logger).Type: Step 'Draft' takes 'ILogger<Draft>', which neither the workflow's input nor another step returns; services come through the constructor")]
    [InlineData("a T? where T is wanted", """
        Doc -> Out
        Load(Doc doc) -> Ticket?
        Draft(Ticket ticket) -> Out
        """, "PDR101 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which neither the workflow's input nor another step returns; 'Load' returns 'Ticket?', which can be null")]
    [InlineData("an input T? where T is wanted", """
        Ticket? -> Out
        Draft(Ticket ticket) -> Out
        """, "PDR101 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which neither the workflow's input nor another step returns; the workflow's input is 'Ticket?', which can be null")]
    [InlineData("a type that converts", """
        Doc -> Out
        ToPdf(Doc doc) -> Pdf
        Draft(Text text) -> Out
        Pdf : Text
        """, "PDR101 Draft(text).Type: Step 'Draft' takes 'Text', which neither the workflow's input nor another step returns; 'ToPdf' returns 'Pdf', which converts: take it with [From]")]
    [InlineData("an input that converts", """
        Pdf -> Out
        Draft(Text text) -> Out
        Pdf : Text
        """, "PDR101 Draft(text).Type: Step 'Draft' takes 'Text', which neither the workflow's input nor another step returns; the workflow's input is 'Pdf', which converts: take it with [Input]")]
    [InlineData("its own result", """
        Doc -> Ticket
        Draft(Ticket ticket) -> Ticket
        """, "PDR101 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which neither the workflow's input nor another step returns; a step does not take its own result")]
    [InlineData("another type under the parameter's name", """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Draft(string load) -> Out
        """, """
        PDR101 Draft(load).Type: Step 'Draft' takes 'string', which neither the workflow's input nor another step returns; 'Load' returns 'Ticket'
        """)]
    [InlineData("a type of nearly the same name", """
        Doc -> Out
        Load(Doc doc) -> Classified
        Draft(Classifier c) -> Out
        """, "PDR101 Draft(c).Type: Step 'Draft' takes 'Classifier', which neither the workflow's input nor another step returns; did you mean 'Classified'")]
    [InlineData("a collection of another element", """
        Doc -> Out
        Load(Doc doc) -> Page[]
        Draft(List<Text> texts) -> Out
        """, "PDR101 Draft(texts).Type: Step 'Draft' takes 'List<Text>', which neither the workflow's input nor another step returns")]
    [InlineData("a byte[], which is no collection", """
        Doc -> Out
        Load(Doc doc) -> byte[]
        Draft(List<byte> bytes) -> Out
        """, "PDR101 Draft(bytes).Type: Step 'Draft' takes 'List<byte>', which neither the workflow's input nor another step returns")]
    [InlineData("only steps that build on it", """
        Doc -> Out
        Draft(Ticket ticket) -> Text
        First(Text text) -> Ticket
        Second(Text text) -> Ticket
        End([From(First)] Ticket first, [From(Second)] Ticket second) -> Out
        """, "PDR101 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which only later steps return: both 'First' and 'Second' build on 'Draft'")]
    public void IsReportedFor(string what, string sketch, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(sketch, expected);
    }

    [Fact]
    public void EveryParameterWithoutProducerIsReportedInOrder() => FindingCases.ShouldFind(
        """
        Doc -> Out
        Second(Blue blue, Green green) -> Out
        First(Red red)
        """,
        """
        PDR101 Second(blue).Type: Step 'Second' takes 'Blue', which neither the workflow's input nor another step returns
        PDR101 Second(green).Type: Step 'Second' takes 'Green', which neither the workflow's input nor another step returns
        PDR101 First(red).Type: Step 'First' takes 'Red', which neither the workflow's input nor another step returns
        """);

    [Fact]
    public void FindingsStandInTheOrderOfThePlacesWhicheverPassFoundThem() => FindingCases.ShouldFind(
        """
        Doc -> Out
        Load(Doc doc) -> Ticket
        Refresh(Doc doc) -> Ticket
        Draft(Ticket ticket, Red red) -> Out
        """,
        """
        PDR102 Draft(ticket).Type: Step 'Draft' takes 'Ticket', which both 'Load' and 'Refresh' return
        PDR101 Draft(red).Type: Step 'Draft' takes 'Red', which neither the workflow's input nor another step returns
        """);

    [Fact]
    public void WhatConvertsIsACandidateForTheCodeFix()
    {
        Finding finding = Sketch.Plan("""
            Pdf -> Out
            Scan(Pdf pdf) -> Image
            Draft(Text text) -> Out
            Pdf : Text
            Image : Text
            """).Findings.First(f => f.Rule == Rules.NoProducer);

        finding.Property(FindingProperties.Steps).ShouldBe("Scan");
        finding.Property(FindingProperties.Input).ShouldBe("true");
    }
}
