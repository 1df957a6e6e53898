namespace Perdure.CodeFixes.Tests;

public sealed class WriteDurationFixerTests
{
    private const string Source = """
        [Workflow, Timeout("00:05:00")]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step, Retry(3, Delay = "500 ms", MaxDelay = "60"), Timeout("30")]
            private static int Count(string text) => text.Length;
        }
        """;

    [Fact]
    public async Task TheDurationThatWasMeantIsWritten()
    {
        Fixes fixes = await Fixes.OfAsync(new WriteDurationFixer(), Source);

        (await fixes.TitlesAsync()).ShouldBe(["Write \"5m\"", "Write \"500ms\"", "Write \"1m\"", "Write \"30s\""]);
        (await fixes.ApplyAsync("Write \"1m\"")).ShouldBe(Source.Replace("\"60\"", "\"1m\"", StringComparison.Ordinal));
        (await fixes.ApplyAsync("Write \"5m\"")).ShouldBe(Source.Replace("\"00:05:00\"", "\"5m\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AllAreWrittenAtOnce()
    {
        Fixes fixes = await Fixes.OfAsync(new WriteDurationFixer(), Source);

        (await fixes.ApplyAllAsync()).ShouldBe(Source
            .Replace("\"00:05:00\"", "\"5m\"", StringComparison.Ordinal)
            .Replace("\"500 ms\"", "\"500ms\"", StringComparison.Ordinal)
            .Replace("\"60\"", "\"1m\"", StringComparison.Ordinal)
            .Replace("\"30\"", "\"30s\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("\"soon\"")]
    [InlineData("Limit")]
    public async Task NoFixIsOfferedFor(string argument)
    {
        Fixes fixes = await Fixes.OfAsync(new WriteDurationFixer(), $$"""
            [Workflow]
            public sealed partial class Measure : IWorkflow<string, int>
            {
                private const string Limit = "30";

                [Step, Timeout({{argument}})]
                private static int Count(string text) => text.Length;
            }
            """);

        (await fixes.TitlesAsync()).ShouldBeEmpty();
    }
}
