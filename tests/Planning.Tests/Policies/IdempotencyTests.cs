using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Policies;

public sealed class IdempotencyTests
{
    private const string Warning = "PDR115 Pay: Step 'Pay' is marked [NotIdempotent] and retried, but takes no 'StepContext' whose IdempotencyKey it could hand on";

    [Theory]
    [InlineData("a retry of its own", "", "[NotIdempotent, Retry(2)] Pay(Doc doc) -> Out", Warning)]
    [InlineData("its workflow's retry", "[Retry(3)]", "[NotIdempotent] Pay(Doc doc) -> Out", Warning)]
    [InlineData("nothing without a retry", "", "[NotIdempotent] Pay(Doc doc) -> Out", "")]
    [InlineData("nothing where one attempt takes the default back", "[Retry(3)]", "[NotIdempotent, Retry(1)] Pay(Doc doc) -> Out", "")]
    [InlineData("nothing where the step has the key", "", "[NotIdempotent, Retry(3)] Pay(Doc doc, StepContext context) -> Out", "")]
    [InlineData("nothing for an agent, whose context has the key", "", "[NotIdempotent, Retry(3)] Pay(Doc doc) -> Out by Payer", "")]
    [InlineData("nothing where doing it twice does no harm", "", "[Retry(3)] Pay(Doc doc) -> Out", "")]
    public void IsWarnedAboutFor(string what, string ofWorkflow, string step, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(
            $"""
            {ofWorkflow} Doc -> Out
            {step}
            agent Payer: Doc -> Out
            """,
            expected);
    }
}
