using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Waiting;
using Shouldly;

namespace Perdure.Language.Tests.Waiting;

/// <summary>Timers as users write them.</summary>
public sealed class DelayTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StepsWaitBeforeTheirFirstAttempt(bool isKilled)
    {
        (await RunAsync(DelayedGreeting.Definition, "one three", isKilled)).ShouldBe("10");

        (await WaitsAsync()).ShouldBe("Split 0, Measure 0, Raise 0, Write 0");
    }

    /// <summary>The waits before first attempts, as <c>Step attempt</c>: each is told once, whoever died meanwhile.</summary>
    private Task<string> WaitsAsync() => Database.ScalarAsync<string>(
        "select string_agg(step_id || ' ' || attempt, ', ' order by seq) from perdure.execution_events where event_type = 'STEP_WAITING'");
}
