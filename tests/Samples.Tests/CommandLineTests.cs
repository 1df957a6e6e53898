using Shouldly;

namespace Documents.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void TakesFilesAndOptionsInAnyOrder()
    {
        var asked = CommandLine.Parse(["a.txt", "--sequential", "b.txt", "--slow=2.5"]);

        asked.Files.ShouldBe(["a.txt", "b.txt"]);
        asked.IsSequential.ShouldBeTrue();
        asked.Pause.ShouldBe(TimeSpan.FromSeconds(2.5));
    }

    [Fact]
    public void TakesFilesThatBeginWithADash() => CommandLine.Parse(["--", "--slow", "-a.txt"]).Files.ShouldBe(["--slow", "-a.txt"]);

    [Fact]
    public void IsSlowByTenSecondsUnlessItSaysOtherwise()
    {
        CommandLine.Parse(["--slow"]).Pause.ShouldBe(TimeSpan.FromSeconds(10));
        CommandLine.Parse([]).Pause.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("--quick", "unknown option '--quick'")]
    [InlineData("-x", "unknown option '-x'")]
    [InlineData("--slow=", "--slow takes seconds, at most 3600, not ''")]
    [InlineData("--slow=-1", "--slow takes seconds, at most 3600, not '-1'")]
    [InlineData("--slow=1e9", "--slow takes seconds, at most 3600, not '1e9'")]
    [InlineData("--slow=3601", "--slow takes seconds, at most 3600, not '3601'")]
    public void RefusesWhatItDoesNotKnow(string option, string message) =>
        Should.Throw<FormatException>(() => CommandLine.Parse([option])).Message.ShouldBe(message);

    [Fact]
    public void StartsTheDocumentsOfTheSampleOnlyWhereNothingElseIsToBeDone()
    {
        var nothing = CommandLine.Parse([]);
        var file = CommandLine.Parse(["a.txt"]);

        CommandLine.OwnDocuments.Select(Path.GetFileName).ShouldBe(["bread-and-salt.txt", "lost-globe.txt", "night-shift.txt"]);
        nothing.UsesOwnDocuments(isAnyUnfinished: false).ShouldBeTrue();
        nothing.UsesOwnDocuments(isAnyUnfinished: true).ShouldBeFalse();
        file.UsesOwnDocuments(isAnyUnfinished: false).ShouldBeFalse();
        file.UsesOwnDocuments(isAnyUnfinished: true).ShouldBeFalse();
    }
}
