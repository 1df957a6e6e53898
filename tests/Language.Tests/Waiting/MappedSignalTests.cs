using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Waiting;
using Shouldly;

namespace Perdure.Language.Tests.Waiting;

/// <summary>Signals of mapped steps, as users write and send them.</summary>
public sealed class MappedSignalTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMapTakesASignalOnceAndEachItemTakesTheSame(bool isKilled)
    {
        string result = await RunAsync(ApprovedPrint.Definition, "a b c", isKilled, SendAsync);

        result.ShouldBe("a by ann in linen, b by ann in linen, c by ann in linen");
        (await ReceivedAsync()).ShouldBe("SIGNAL_RECEIVED Bind 0, SIGNAL_RECEIVED Print 0");
        (await Database.ScalarAsync<long>("select count(*) from perdure.messages")).ShouldBe(0);
        (await Database.ScalarAsync<string>("select string_agg(item || ' ' || value, ', ' order by item) from perdure.execution_step_inputs where execution_id = $1 and parameter = 'cover'", Run))
            .ShouldBe("""0 "linen", 1 "linen", 2 "linen", 3 "linen" """.TrimEnd());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AMapOverNothingWaitsAsWell(bool isKilled)
    {
        (await RunAsync(ApprovedPrint.Definition, "", isKilled, SendAsync)).ShouldBeEmpty();
        (await ReceivedAsync()).ShouldBe("SIGNAL_RECEIVED Bind 0, SIGNAL_RECEIVED Print 0");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BehindTheTimeOutEachItemTakesNull(bool isKilled)
    {
        var failure = await Should.ThrowAsync<WorkflowFailedException>(RunAsync(HastyPrint.Definition, ["a", "b"], isKilled));

        failure.Error.Message.ShouldBe("a by nobody, b by nobody");
        failure.IsCompensated.ShouldBeTrue();
        (await ReceivedAsync()).ShouldBe("SIGNAL_TIMED_OUT Print 0");
        (await Database.ScalarAsync<long>("select count(*) from perdure.execution_compensations where status = 'SUCCESS'")).ShouldBe(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task BehindTheTimeOutAMapThatCannotDoWithoutFails(bool isKilled)
    {
        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(RunAsync(StrictPrint.Definition, ["a", "b"], isKilled))).Error;

        error.Type.ShouldBe("System.TimeoutException");
        error.Message.ShouldStartWith("Signal 'permit' did not come to step 'Print' within");
        (await RowsAsync()).ShouldBe("Print 0/0 FAILED 0");
    }

    private async Task SendAsync(WorkflowHandle<string> run)
    {
        (await run.SignalAsync(ApprovedPrint.Signals.Permitted, new Permit("ann"), Token)).ShouldBeTrue();
        (await run.SignalAsync(ApprovedPrint.Signals.Cover, "linen", Token)).ShouldBeTrue();
    }

    private Task<string> ReceivedAsync() => Database.ScalarAsync<string>(
        "select string_agg(concat_ws(' ', event_type, step_id, item), ', ' order by event_type, step_id) from perdure.execution_events where execution_id = $1 and event_type like 'SIGNAL%'", Run);
}
