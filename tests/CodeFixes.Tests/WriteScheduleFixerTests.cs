namespace Perdure.CodeFixes.Tests;

public sealed class WriteScheduleFixerTests
{
    private const string Source = """
        [Workflow, Schedule("0 9 * * MONDAY", TimeZone = "Eastern Standard Time"), Schedule("@dialy", Id = "daily", TimeZone = "utc")]
        public sealed partial class Report : IWorkflow<string>
        {
            [Step]
            private static string Write() => "";
        }
        """;

    [Fact]
    public async Task WhatWasMeantIsWritten()
    {
        Fixes fixes = await Fixes.OfAsync(new WriteScheduleFixer(), Source);

        (await fixes.TitlesAsync()).ShouldBe(["Write \"0 9 * * MON\"", "Write \"America/New_York\"", "Write \"@daily\"", "Write \"UTC\""]);
        (await fixes.ApplyAsync("Write \"0 9 * * MON\"")).ShouldBe(Source.Replace("MONDAY", "MON", StringComparison.Ordinal));
        (await fixes.ApplyAsync("Write \"America/New_York\"")).ShouldBe(Source.Replace("Eastern Standard Time", "America/New_York", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AllAreWrittenAtOnce()
    {
        Fixes fixes = await Fixes.OfAsync(new WriteScheduleFixer(), Source);

        (await fixes.ApplyAllAsync()).ShouldBe(Source
            .Replace("MONDAY", "MON", StringComparison.Ordinal)
            .Replace("Eastern Standard Time", "America/New_York", StringComparison.Ordinal)
            .Replace("@dialy", "@daily", StringComparison.Ordinal)
            .Replace("\"utc\"", "\"UTC\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhereNothingCanBeToldNoFixIsOffered()
    {
        Fixes fixes = await Fixes.OfAsync(new WriteScheduleFixer(), Source
            .Replace("MONDAY", "9", StringComparison.Ordinal)
            .Replace("Eastern Standard Time", "Tonga Standard Time", StringComparison.Ordinal)
            .Replace("@dialy", "often", StringComparison.Ordinal)
            .Replace("\"utc\"", "\"UTC+1\"", StringComparison.Ordinal));

        (await fixes.TitlesAsync()).ShouldBeEmpty();
    }
}
