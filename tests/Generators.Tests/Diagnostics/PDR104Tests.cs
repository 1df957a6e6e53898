namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR104Tests
{
    private const string Id = "PDR104";

    [Theory]
    [InlineData("Ticket", "Summary", "returns 'Ticket' and does not convert")]
    [InlineData("Ticket?", "Ticket", "returns 'Ticket?' and can be null")]
    [InlineData("int?", "int", "returns 'int?' and can be null")]
    [InlineData("int?", "long", "returns 'int?' and can be null")]
    [InlineData("Document", "Letter", "returns 'Document' and does not convert")]
    [InlineData("long", "int", "returns 'long' and does not convert")]
    [InlineData("Fahrenheit", "Celsius", "returns 'Fahrenheit' and does not convert")]
    [InlineData("void", "Ticket", "returns nothing")]
    [InlineData("Task", "Ticket", "returns nothing")]
    public Task FromOfAnotherTypeIsReportedAtItsArgument(string produced, string wanted, string problem) => Squiggles.AssertAsync(
        Id,
        Source(produced, $"[From([|nameof(Find)|])] {wanted} value"),
        $"Step 'Draft' takes '{wanted}' from 'Find', which {problem}");

    [Theory]
    [InlineData("Letter", "Document")]
    [InlineData("Letter", "Document?")]
    [InlineData("Celsius", "Fahrenheit")]
    [InlineData("int", "long")]
    [InlineData("int?", "long?")]
    [InlineData("Ticket", "object")]
    [InlineData("List<Ticket>", "ICollection<Ticket>")]
    [InlineData("List<Ticket>", "Ticket[]")]
    public Task WhatConvertsIsTakenWithFrom(string produced, string wanted) => Squiggles.AssertNoneAsync(Source(produced, $"[From(nameof(Find))] {wanted} value"));

    [Fact]
    public Task InputOfAnotherTypeIsReportedAtTheParametersType() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step]
            private static Reply Draft([Input] [|Ticket|] ticket) => new(ticket.Text);
            """),
        "Step 'Draft' takes 'Ticket' from the workflow's input, which is 'Document' and does not convert");

    [Fact]
    public Task InputConvertsAsWell() => Squiggles.AssertNoneAsync(
        StepSources.Of(
            """
            [Step]
            private static Reply Draft([Input] Document document) => new(document.Text);
            """,
            "IWorkflow<Letter, Reply>"));

    private static string Source(string produced, string parameter) => StepSources.Of(
        $"""
        [Step]
        private static {produced} Find(string id) => throw new InvalidOperationException(id);

        [Step]
        private static Reply Draft({parameter}) => new($"{"{value}"}");
        """,
        "IWorkflow<string, Reply>");
}
