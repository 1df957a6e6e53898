namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR118Tests
{
    private const string Id = "PDR118";

    private const string Conditional = """
        [Step, When(nameof(IsLong))]
        private static Reply Answer(Document document) => new(document.Text);

        private static bool IsLong(Document document) => document.Text.Length > 10;
        """;

    [Fact]
    public Task AResultThatASkipCanReachIsReportedAtTheWorkflow() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(Conditional, name: "[|Sample|]"),
        "Workflow 'Sample' returns 'Reply', but 'Answer' can be skipped: return 'Reply?', or let another step return it then");

    [Fact]
    public Task AWorkflowThatMayReturnNullIsFine() => Squiggles.AssertNoneAsync(StepSources.Of(Conditional, "IWorkflow<Document, Reply?>"));

    [Fact]
    public Task TheOtherSideIsFine() => Squiggles.AssertNoneAsync(
        StepSources.Of(
            $$"""
            {{Conditional}}
            [Step, Unless(nameof(IsLong))]
            private static Reply Refuse(Document document) => new("no");
            """));
}
