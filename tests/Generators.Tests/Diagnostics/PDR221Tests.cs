namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR221Tests
{
    private const string Id = "PDR221";

    [Theory]
    [InlineData("Cache(\"1d\")", "NotIdempotent", "is [NotIdempotent]: a run that takes the result of another one would leave the effect out")]
    [InlineData("Cache(\"1d\", Scope = CacheScope.Agent)", "Result", "calls no agent that could be its scope: leave CacheScope.Agent out")]
    public Task AResultThatCannotBeSharedIsReported(string cache, string beside, string problem) =>
        Squiggles.AssertAsync(Id, Of($"[Step, {beside}, [|{cache}|]] private static Summary Act(Document document) => new(document.Text);"), $"Step 'Act' is marked [Cache], but {problem}");

    [Theory]
    [InlineData("[Step, Cache(\"1d\", Version = \"2\")] private static Summary Act(Document document) => new(document.Text);")]
    [InlineData("[Step<SummarizeAgent>, Cache(\"12h\", Scope = CacheScope.Agent)] private partial ValueTask<Summary> Act(Document document);")]
    public Task OthersAreFine(string step) => Squiggles.AssertNoneAsync(Of(step));

    private static string Of(string step) => StepSources.Of(step, "IWorkflow<Document, Summary>");
}
