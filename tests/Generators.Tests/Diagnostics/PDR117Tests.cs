namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR117Tests
{
    private const string Id = "PDR117";

    private const string Message = "Step 'Draft' calls 'SummarizeAgent' directly, which records nothing: call it through StepContext.InvokeAsync";

    [Theory]
    [InlineData("await [|agent.InvokeAsync(document, null!, token)|]")]
    [InlineData("await [|((IAgent<Document, Summary>)agent).InvokeAsync(document, null!, token)|]")]
    [InlineData("await Task.Run(async () => await [|agent.InvokeAsync(document, null!, token)|], token)")]
    public Task AnAgentThatAStepCallsItselfIsReported(string call) => Squiggles.AssertAsync(Id, Source(call), Message);

    [Theory]
    [InlineData("await context.InvokeAsync(agent, document, token)")]
    [InlineData("await Helper(agent, document)")]
    public Task ACallThroughTheContextIsFine(string call) => Squiggles.AssertNoneAsync(Source(call));

    private static string Source(string call) => StepSources.Of($$"""
        [Step]
        private static async Task<Reply> Draft(Document document, SummarizeAgent agent, StepContext context, CancellationToken token) => new(({{call}}).Text);

        private static ValueTask<Summary> Helper(SummarizeAgent agent, Document document) => agent.InvokeAsync(document, null!, default);
        """);
}
