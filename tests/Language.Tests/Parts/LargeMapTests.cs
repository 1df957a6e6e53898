using Perdure.Language.Tests.Support;
using Perdure.Language.Tests.Workflows.Parts;
using Shouldly;

namespace Perdure.Language.Tests.Parts;

/// <summary>Maps of more items than one look takes in.</summary>
public sealed class LargeMapTests(MigratedServer server) : LanguageTest(server)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManyItemsComeToTheirSum(bool isKilled) => (await RunAsync(LargeMap.Definition, 300, isKilled)).ShouldBe(300L * 301);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManyItemsOfTwoCollectionsComeToTheirSum(bool isKilled) => (await RunAsync(LargeZip.Definition, 200, isKilled)).ShouldBe(200L * 201 * 3 / 2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ManyItemsThatAreAskedAboutComeToTheirSum(bool isKilled) => (await RunAsync(LargeChosenMap.Definition, 200, isKilled)).ShouldBe(100L * 101 * 2);
}
