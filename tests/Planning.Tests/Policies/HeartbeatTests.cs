using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Policies;

public sealed class HeartbeatTests
{
    [Fact]
    public void TheLongestSilenceIsRead() => Sketch.Plan("""
        Doc -> Out
        [Heartbeat(1m30s)] Write(Doc doc, StepContext context) -> Out
        """).ShouldBePlanned().Steps[0].Heartbeat.ShouldBe(TimeSpan.FromSeconds(90));

    [Theory]
    [InlineData("[Heartbeat(30)] Write(Doc doc, StepContext context) -> Out", "PDR201 Write.Heartbeat: Step 'Write' has the heartbeat '30', which has no unit: did you mean '30s'")]
    [InlineData("[Heartbeat(0s)] Write(Doc doc, StepContext context) -> Out", "PDR201 Write.Heartbeat: Step 'Write' has the heartbeat '0s', which is zero")]
    [InlineData("[Heartbeat(30s)] Write(Doc doc) -> Out", "PDR222 Write.Heartbeat: Step 'Write' is marked [Heartbeat], but takes no 'StepContext' whose Heartbeat it could call")]
    [InlineData("[Heartbeat(30s)] Write(Doc doc) -> Out by Writer", "PDR222 Write.Heartbeat: Step 'Write' is marked [Heartbeat], but an agent has no 'StepContext' to call: limit its attempts by [Timeout]")]
    [InlineData("[Heartbeat(30s)] Write(Doc doc, StepContext context) -> Out", "")]
    public void AHeartbeatThatCannotBeIsAnError(string step, string expected) => FindingCases.ShouldFind(
        $"""
        Doc -> Out
        {step}
        agent Writer: Doc -> Out
        """,
        expected);
}
