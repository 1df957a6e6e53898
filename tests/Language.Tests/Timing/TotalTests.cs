using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Timing;
using Shouldly;

namespace Perdure.Language.Tests.Timing;

/// <summary>Time limits over all attempts of a step, as users write them.</summary>
public sealed class TotalTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AttemptsThatAreInTimeAreAsEver(bool isKilled) => (await RunAsync(InTime.Definition, "one three", isKilled)).ShouldBe("10");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStepThatHasHadAllItsTimeFails(bool isKilled)
    {
        StepError error = (await Should.ThrowAsync<WorkflowFailedException>(RunAsync(OutOfTime.Definition, "attempt", isKilled))).Error;

        error.Type.ShouldBe(typeof(TimeoutException).FullName);
        error.Message.ShouldContain("step 'Fail' did not succeed within 00:00:00.5000000, the total of its [Timeout]");

        // A worker takes longer to start than all attempts have together: under kill -9 the time has passed in between.
        (await Database.ScalarAsync<int>("select attempt from perdure.execution_steps where execution_id = $1", Run)).ShouldBeLessThan(isKilled ? 4 : 30);
    }
}
