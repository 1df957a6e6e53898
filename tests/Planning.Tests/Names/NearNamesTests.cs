namespace Perdure.Planning.Tests.Naming;

public sealed class NearNamesTests
{
    [Theory]
    [InlineData("Lode", "Load")]
    [InlineData("load", "Load")]
    [InlineData("Laod", "Load")]
    [InlineData("Loadd", "Load")]
    [InlineData("LoadAsync", "Load")]
    [InlineData("Summarise", "SummarizeAsync")]
    [InlineData("FindEntitys", "FindEntities")]
    [InlineData("Sum", null)]
    [InlineData("Totally", null)]
    [InlineData("Lo", null)]
    [InlineData("X", null)]
    [InlineData("", null)]
    [InlineData("Load", null)]
    public void TheNearestNameIsFound(string written, string? expected) =>
        NearNames.Find(written, ["SummarizeAsync", "FindEntities", "Load"]).ShouldBe(expected);

    [Fact]
    public void TwoLettersInTheWrongOrderAreOneMistake() => NearNames.Find("Smu", ["Sum"]).ShouldBe("Sum");

    [Fact]
    public void OfEquallyNearNamesTheFirstIsTaken() => NearNames.Find("Loat", ["Load", "Boat"]).ShouldBe("Load");

    [Fact]
    public void ANearerNameIsTakenWhereverItStands() => NearNames.Find("Refresh", ["Refrain", "Refreshes", "Refreshs"]).ShouldBe("Refreshs");
}
