using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Policies;

public sealed class CacheTests
{
    [Theory]
    [InlineData("[Cache(1d)]", false, null)]
    [InlineData("[Cache(1d, Scope = Agent, Version = v2)]", true, "v2")]
    public void AllThatItSaysIsRead(string mark, bool isOfAgent, string? version) => Sketch.Plan($"""
        Doc -> Out
        {mark} Write(Doc doc) -> Out by Writer
        agent Writer: Doc -> Out
        """).ShouldBePlanned().Steps[0].Cache.ShouldBe(new PlanCache(TimeSpan.FromDays(1), isOfAgent, version));

    [Theory]
    [InlineData("[Cache(1)] Write(Doc doc) -> Out", "PDR201 Write.Cache: Step 'Write' has the time to live '1', which has no unit: did you mean '1s'")]
    [InlineData("[Cache(0s)] Write(Doc doc) -> Out", "PDR201 Write.Cache: Step 'Write' has the time to live '0s', which is zero")]
    [InlineData("[Cache(1d), NotIdempotent] Write(Doc doc) -> Out", "PDR221 Write.Cache: Step 'Write' is marked [Cache], but is [NotIdempotent]: a run that takes the result of another one would leave the effect out")]
    [InlineData("[Cache(1d, Scope = Agent)] Write(Doc doc) -> Out", "PDR221 Write.Cache: Step 'Write' is marked [Cache], but calls no agent that could be its scope: leave CacheScope.Agent out")]
    [InlineData("[Cache(1d)] Write(Doc doc, StepContext context) -> Out", "")]
    public void ACacheThatCannotBeIsAnError(string step, string expected) => FindingCases.ShouldFind(
        $"""
        Doc -> Out
        {step}
        """,
        expected);

    [Fact]
    public void AStepThatReturnsNothingHasNothingToShare() => FindingCases.ShouldFind(
        """
        Doc ->
        [Cache(1d)] Write(Doc doc)
        """,
        "PDR221 Write.Cache: Step 'Write' is marked [Cache], but returns nothing that another run could take");

    [Fact]
    public void ATaggedStepTagsByItsOwnResult() => FindingCases.ShouldFind(
        """
        Doc -> string
        [Cache(1d), Tag(kind)] Write(Doc doc) -> string
        """,
        "PDR221 Write.Cache: Step 'Write' is marked [Cache], but is marked [Tag]: by the result of another run its own is not tagged, so let a step behind it bear the tag");
}
