namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR113Tests
{
    private const string Id = "PDR113";

    [Fact]
    public Task InputInAWorkflowWithoutInputIsReportedAtTheParametersType() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step]
            private static Reply Draft([Input] [|Document|] document) => new(document.Text);
            """,
            "IWorkflow<Reply>"),
        "Step 'Draft' takes 'Document' from the workflow's input, but workflow 'Sample' takes none");

    [Fact]
    public Task InputInAWorkflowWithInputIsFine() => Squiggles.AssertNoneAsync(
        StepSources.Of("""
            [Step]
            private static Reply Draft([Input] Document document) => new(document.Text);
            """));
}
