using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Waiting;
using Perdure.Tests;
using Shouldly;

namespace Perdure.Language.Tests.Waiting;

/// <summary>Signals as users write and send them.</summary>
public sealed class SignalTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StepsWaitForPeople(bool isKilled)
    {
        string result = await RunAsync(DocumentReview.Definition, "draft", isKilled, async run =>
        {
            // The one comes before anybody waits for it, the other while the run is parked.
            (await run.SignalAsync(DocumentReview.Signals.Mark, 7, Token)).ShouldBeTrue();
            if (!isKilled) await WaitForParkedAsync();
            (await run.SignalAsync(DocumentReview.Signals.Approved, new Verdict("ann", IsGood: true), Token)).ShouldBeTrue();
        });

        result.ShouldBe("silence, 5 characters, mark 7");
        (await ReceivedAsync()).ShouldBe("SIGNAL_RECEIVED Approve, SIGNAL_RECEIVED Mark, SIGNAL_TIMED_OUT Comment");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OfStepsThatExcludeOneAnotherOneTakesTheSignal(bool isKilled)
    {
        string result = await RunAsync(DocumentReview.Definition, "draft", isKilled, async run =>
        {
            await run.SignalAsync(DocumentReview.Signals.Approved, new Verdict("ann", IsGood: false), Token);
            await run.SignalAsync(DocumentReview.Signals.SecondOpinion, "is kept and never taken", Token);
            await Database.ExecuteAsync("select perdure.signal($1, 'mark', '1')", run.Id);
        });

        result.ShouldBe(", draft 1");
        (await ReceivedAsync()).ShouldBe("SIGNAL_RECEIVED Approve, SIGNAL_RECEIVED Blame");
    }

    private Task WaitForParkedAsync() => Wait.UntilAsync(
        async () => await Database.ScalarAsync<long>("select count(*) from perdure.executions where status = 'WAITING' and holder is null") == 1,
        description: "the run is parked");

    private Task<string> ReceivedAsync() => Database.ScalarAsync<string>(
        "select string_agg(event_type || ' ' || step_id, ', ' order by event_type, step_id) from perdure.execution_events where event_type like 'SIGNAL%'");
}
