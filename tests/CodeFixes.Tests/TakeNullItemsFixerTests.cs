namespace Perdure.CodeFixes.Tests;

public sealed class TakeNullItemsFixerTests
{
    [Theory]
    [InlineData("List<Text> texts", "Take 'List<Text?>'", "List<Text?> texts")]
    [InlineData("Text[] texts", "Take 'Text?[]'", "Text?[] texts")]
    [InlineData("System.Collections.Generic.IReadOnlyList<Text> texts", "Take 'System.Collections.Generic.IReadOnlyList<Text?>'", "System.Collections.Generic.IReadOnlyList<Text?> texts")]
    [InlineData("IEnumerable<Text>? texts", "Take 'IEnumerable<Text?>?'", "IEnumerable<Text?>? texts")]
    [InlineData("[ForEach] Text text", "Take 'Text?'", "[ForEach] Text? text")]
    public async Task ItemsThatCanBeNullAreTaken(string before, string title, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new TakeNullItemsFixer(), Source(before));

        (await fixes.ApplyAsync(title)).ShouldBe(Source(after));
    }

    [Fact]
    public async Task ValuesTooCanBeNull()
    {
        Fixes fixes = await Fixes.OfAsync(new TakeNullItemsFixer(), Source("int[] lengths", "int", "1"));

        (await fixes.ApplyAsync("Take 'int?[]'")).ShouldBe(Source("int?[] lengths", "int", "1"));
    }

    [Theory]
    [InlineData("string[][] texts", "string[]?[] texts")]
    [InlineData("System.Collections.Generic.List<string[]>? texts", "System.Collections.Generic.List<string[]?>? texts")]
    public async Task OfArraysInAnArrayEachCanBeNull(string before, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new TakeNullItemsFixer(), Source(before, "string[]", "[page.Text]"));

        (await fixes.ApplyAsync($"Take '{after[..^" texts".Length]}'")).ShouldBe(Source(after, "string[]", "[page.Text]"));
    }

    [Fact]
    public async Task OfArraysOfArraysTheOutermostAreTheItems()
    {
        Fixes fixes = await Fixes.OfAsync(new TakeNullItemsFixer(), Source("string[][,] texts", "string[,]", "new string[1, 1]"));

        (await fixes.ApplyAsync("Take 'string[,]?[]'")).ShouldBe(Source("string[,]?[] texts", "string[,]", "new string[1, 1]"));
    }

    private static string Source(string parameter, string type = "Text", string value = "new(page.Text)") => $$"""
        public sealed record Page(string Text);
        public sealed record Text(string Value);

        [Workflow]
        public sealed partial class ReadPages : IWorkflow<Page[], None>
        {
            [Step, When(nameof(HasText))]
            private static {{type}} Read([ForEach] Page page) => {{value}};

            [Step]
            private static void Print({{parameter}})
            {
            }

            private static bool HasText(Page page) => page.Text.Length > 0;
        }
        """;
}
