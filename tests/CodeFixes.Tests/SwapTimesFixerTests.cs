namespace Perdure.CodeFixes.Tests;

public sealed class SwapTimesFixerTests
{
    [Fact]
    public async Task TheShorterTimeIsThatOfAnAttempt()
    {
        Fixes fixes = await Fixes.OfAsync(new SwapTimesFixer(), Source("Timeout(\"10m\", Total = \"30s\")"));

        (await fixes.ApplyAsync("Give each attempt \"30s\", and all together \"10m\"")).ShouldBe(Source("Timeout(\"30s\", Total = \"10m\")"));
    }

    [Fact]
    public async Task ATimeoutThatSaysNothingIsLeftToItsAuthor()
    {
        Fixes fixes = await Fixes.OfAsync(new SwapTimesFixer(), Source("Timeout"));

        (await fixes.TitlesAsync()).ShouldBeEmpty();
    }

    private static string Source(string mark) => $$"""
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step, {{mark}}, Retry(3)]
            private static int Count(string text) => text.Length;
        }

        """;
}
