namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR212Tests
{
    private const string Id = "PDR212";

    [Theory]
    [InlineData("[|\"0 25 * * *\"|]", "'0 25 * * *', whose hour '25' is not made of 0 to 23")]
    [InlineData("[|\"0 9 * * MONDAY\"|]", "'0 9 * * MONDAY', whose day of week 'MONDAY' is not made of 0 to 7 or SUN to SAT: did you mean '0 9 * * MON'")]
    [InlineData("[|\"0 9 30 2 *\"|], TimeZone = \"Europe/Berlin\"", "'0 9 30 2 *', which never fires")]
    [InlineData("[|\"\"|]", "'', which is empty")]
    [InlineData("[|\"@dialy\"|]", "'@dialy', which is none of the macros @yearly, @monthly, @weekly, @daily, @hourly, @every_minute, @every_second: did you mean '@daily'")]
    public Task AWrongExpressionIsReportedAtItself(string arguments, string message) =>
        Squiggles.AssertAsync(Id, ScheduleSources.Of($"Schedule({arguments})"), "Workflow 'Nightly' has the schedule " + message);

    [Fact]
    public Task OfSeveralTheWrongOneIsMarked() => Squiggles.AssertAsync(Id, ScheduleSources.Of("Schedule(\"@daily\"), Schedule([|\"@often\"|], Id = \"b\")"));

    [Theory]
    [InlineData("0 9 * * MON-FRI")]
    [InlineData("30 0 9 * * *")]
    [InlineData("@daily")]
    [InlineData("0 0 29 2 *")]
    public Task AnExpressionIsFine(string cron) => Squiggles.AssertNoneAsync(ScheduleSources.Of($"Schedule(\"{cron}\")"));
}
