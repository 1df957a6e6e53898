namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR106Tests
{
    private const string Id = "PDR106";

    [Fact]
    public Task AWorkflowWhoseResultNoStepReturnsIsReportedAtItsName() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step]
            private static void Notify(Document document) => Console.WriteLine(document.Text);
            """,
            name: "[|Sample|]"),
        "Workflow 'Sample' returns 'Reply', which no step returns");

    [Fact]
    public Task AStepThatCanReturnNullIsNamed() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step]
            private static async Task<Reply?> Draft(Document document) => await Task.FromResult<Reply?>(null);
            """,
            name: "[|Sample|]"),
        "Workflow 'Sample' returns 'Reply', which no step returns; 'Draft' returns 'Reply?', which can be null");

    [Fact]
    public Task AStepThatReturnsADerivedTypeIsNamed() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step]
            private static Letter Write(string text) => new(text);
            """,
            "IWorkflow<string, Document>",
            "[|Sample|]"),
        "Workflow 'Sample' returns 'Document', which no step returns; 'Write' returns 'Letter', which converts: declare it as 'Document'");

    [Theory]
    [InlineData("IWorkflow<Document, Reply?>", "private static Reply Draft(Document document) => new(document.Text);")]
    [InlineData("IWorkflow<Document, IReadOnlyList<Reply>>", "private static Reply[] Draft(Document document) => [new(document.Text)];")]
    [InlineData("IWorkflow<Document, int?>", "private static int Draft(Document document) => document.Text.Length;")]
    [InlineData("IWorkflow<Document, None>", "private static void Draft(Document document) => Console.WriteLine(document.Text);")]
    [InlineData("IWorkflow<Document, None>", "private static None Draft(Document document) => None.Value;")]
    public Task WhatFitsIsTheResult(string contract, string step) => Squiggles.AssertNoneAsync(StepSources.Of("[Step] " + step, contract));
}
