using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Heartbeats;
using Shouldly;

namespace Perdure.Language.Tests.Heartbeats;

/// <summary>Long steps as users write them.</summary>
public sealed class HeartbeatTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AFailedAttemptIsFollowedFromWhereItWas(bool isKilled)
    {
        int first = await RunAsync(Import.Definition, new Table(9, StopsAt: 0, FailsAt: 6), isKilled);

        // A worker that is killed may have written an earlier row, and not yet the last.
        first.ShouldBeInRange(isKilled ? 1 : 5, 5);
    }

    [Fact]
    public async Task AnAttemptThatIsLostWithItsWorkerIsFollowedFromWhereItWas()
    {
        int first = await RunAsync(Import.Definition, new Table(9, StopsAt: 4, FailsAt: 0), isSeen: () => Perdure.Tests.Wait.UntilAsync(
            async () => await Database.ScalarAsync<long>("select count(*) from perdure.step_progress where details ->> 'Row' = '3'") == 1));

        first.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ASilentAttemptIsCutOffAndTriedAgain(bool isKilled) => (await RunAsync(SilentOnce.Definition, 40, isKilled)).ShouldBeGreaterThan(41);
}
