using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Parts;
using Shouldly;

namespace Perdure.Language.Tests.Parts;

/// <summary>Maps and loops as users write them.</summary>
public sealed class PartsTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MapsFollowOnMapsAndAreJoinedInOrder(bool isKilled)
    {
        string result = await RunAsync(MapWords.Definition, "one flaky three", isKilled);

        result.ShouldBe("1:one=20 2:flaky=33 3:three=33 of 3");
        if (!isKilled) (await RowsAsync()).ShouldBe(
            "Join 0/0 SUCCESS 1, Measure 0/0 SUCCESS 1, Measure 1/0 SUCCESS 1, Measure 2/0 SUCCESS 2, Measure 3/0 SUCCESS 1, Split 0/0 SUCCESS 1, Write 0/0 SUCCESS 1, Write 1/0 SUCCESS 1, Write 2/0 SUCCESS 1, Write 3/0 SUCCESS 1");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ToleratedFailuresAreNullToTheConsumer(bool isKilled) =>
        (await RunAsync(TolerantMap.Definition, ["1", "two", "3"], isKilled)).ShouldBe([3, 1, 4]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task MoreFailuresThanAreToleratedFailTheRun(bool isKilled) =>
        (await Should.ThrowAsync<WorkflowFailedException>(RunAsync(TolerantMap.Definition, ["one", "two", "three"], isKilled))).Error.Message.ShouldStartWith("3 of 3 items of step 'Parse' failed, the first one with: The input string '");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ACollectingMapSaysHowManyFailed(bool isKilled)
    {
        (await Should.ThrowAsync<WorkflowFailedException>(RunAsync(CollectingMap.Definition, ["one", "2", "three"], isKilled))).Error.Message.ShouldStartWith("2 of 3 items of step 'Parse' failed, the first one with: The input string '");
        (await StatesAsync()).ShouldContain("Parse 2/0 SUCCESS");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ALoopStandsForWhatItBeganWith(bool isKilled) => (await RunAsync(Refinement.Definition, "a", isKilled)).ShouldBe("a -> a123");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EachItemHasRoundsOfItsOwn(bool isKilled) =>
        (await RunAsync(RefinementOfEach.Definition, [new Draft("a", 0), new Draft("b", 2), new Draft("c", -7)], isKilled)).ShouldBe([new Draft("a+++", 3), new Draft("b+", 3), new Draft("c+++", -4)]);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ALoopWaitsBetweenItsRounds(bool isKilled) => (await RunAsync(PacedLoop.Definition, 0, isKilled)).ShouldBe(3);
}
