namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR010Tests
{
    private const string Id = "PDR010";

    private const string HasBody = "Step 'Summarize' names an agent, so the generator writes its body: declare a partial method without one";

    [Theory]
    [InlineData("private static ValueTask<Summary> [|Summarize|](Document document) => default;")]
    [InlineData("private partial ValueTask<Summary> [|Summarize|](Document document); private partial ValueTask<Summary> Summarize(Document document) => default;")]
    public Task ADeclaredStepWithABodyIsReported(string step) => Squiggles.AssertAsync(Id, Workflow("[Step<SummarizeAgent>] " + step), HasBody);

    [Fact]
    public Task ADeclaredStepThatIsNotPartialIsReported() => Squiggles.AssertAsync(
        Id, Workflow("[Step<SummarizeAgent>] private ValueTask<Summary> {|CS0501:[|Summarize|]|}(Document document);"), HasBody);

    [Fact]
    public Task ACodeStepWithoutABodyIsReported() => Squiggles.AssertAsync(
        Id,
        Workflow("[Step] private partial ValueTask<Summary> [|Summarize|](Document document);"),
        "Step 'Summarize' has no body and names no agent: write the body, or name the agent as in [Step<TAgent>]");

    [Theory]
    [InlineData("[[|Step|], Step<SummarizeAgent>] private partial ValueTask<Summary> Summarize(Document document);")]
    [InlineData("[Step<SummarizeAgent>] [[|Step(Id = \"Old\")|]] private ValueTask<Summary> Summarize(Document document) => default;")]
    public Task AStepOfBothKindsIsReported(string step) => Squiggles.AssertAsync(
        Id, Workflow(step), "Step 'Summarize' is marked both [Step] and [Step<TAgent>]: leave out the one that is not meant");

    [Theory]
    [InlineData("[Step<SummarizeAgent>] private partial ValueTask<Summary> Summarize(Document document);")]
    [InlineData("[Step<SummarizeAgent>] public static partial Task<Summary> Summarize(Document document);")]
    [InlineData("[Step] private partial Summary Summarize(Document document); private partial Summary Summarize(Document document) => new(document.Text);")]
    [InlineData("[Step] private static Summary Summarize(Document document) { return new(document.Text); }")]
    public Task ABodyWhereItBelongsIsFine(string step) => Squiggles.AssertNoneAsync(Workflow(step));

    private static string Workflow(string step) =>
        Samples.DocumentTypes + $"\n[Workflow] public sealed partial class Measure : IWorkflow<Document, Summary> {{ {step} }}";
}
