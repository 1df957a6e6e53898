using Perdure.Planning.Tests.Sketching;

namespace Perdure.Planning.Tests.Agents;

/// <summary>What steps count on, and what the runtimes of their agents are able to do.</summary>
public sealed class AbilityTests
{
    private const string Ambiguous =
        "PDR120 Pay: Step 'Pay' is marked [NotIdempotent], but 'Payer' can neither be found at work again nor told a repeated request from a new one: behind a crash a person has to decide";

    private const string GoesOn = "PDR121 Pay.Timeout: Step 'Pay' has a [Timeout], but 'Payer' cannot be stopped: its work goes on when the time is over";

    [Theory]
    [InlineData("an agent that only answers", "[NotIdempotent] Pay(Doc doc) -> Out by Payer", "[Remote(Stream, Cancel, ResumeFailed)]", Ambiguous)]
    [InlineData("nothing where it is found again", "[NotIdempotent] Pay(Doc doc) -> Out by Payer", "[Remote(Reattach)]", "")]
    [InlineData("nothing where a second start joins the first", "[NotIdempotent] Pay(Doc doc) -> Out by Payer", "[Remote(IdempotentStart)]", "")]
    [InlineData("nothing for a local agent, which is given a key", "[NotIdempotent] Pay(Doc doc) -> Out by Payer", "", "")]
    [InlineData("nothing where doing it twice does no harm", "Pay(Doc doc) -> Out by Payer", "[Remote()]", "")]
    public void ACrashMayLeaveItAmbiguous(string what, string step, string abilities, string expected) => Find(what, "", step, abilities, expected);

    [Theory]
    [InlineData("a time-out of its own", "", "[Timeout(30s)] Pay(Doc doc) -> Out by Payer", "[Remote(Stream, Interrupt)]", GoesOn)]
    [InlineData("a time-out of all attempts", "", "[Timeout(Total = 30s)] Pay(Doc doc) -> Out by Payer", "[Remote()]", GoesOn)]
    [InlineData("its agent's time-out", "", "Pay(Doc doc) -> Out by Payer", "[Remote(), Timeout(30s)]", GoesOn)]
    [InlineData("its workflow's time-out", "[Timeout(30s)]", "Pay(Doc doc) -> Out by Payer", "[Remote()]", GoesOn)]
    [InlineData("nothing where it can be stopped", "", "[Timeout(30s)] Pay(Doc doc) -> Out by Payer", "[Remote(Cancel)]", "")]
    [InlineData("nothing for a local agent, which is cancelled", "", "[Timeout(30s)] Pay(Doc doc) -> Out by Payer", "", "")]
    [InlineData("nothing without a limit", "", "Pay(Doc doc) -> Out by Payer", "[Remote()]", "")]
    public void TheWorkMayGoOn(string what, string ofWorkflow, string step, string abilities, string expected) => Find(what, ofWorkflow, step, abilities, expected);

    private static void Find(string what, string ofWorkflow, string step, string abilities, string expected)
    {
        what.ShouldNotBeEmpty();
        FindingCases.ShouldFind(
            $"""
            {ofWorkflow} Doc -> Out
            {step}
            agent Payer {abilities}: Doc -> Out
            """,
            expected);
    }
}
