namespace Perdure.CodeFixes.Tests;

public sealed class MarkResultFixerTests
{
    private const string First = """
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step]
            private static int Count(string text) => text.Length;
        }
        """;

    private const string Second = """
        public sealed partial class Measure
        {
            /// <summary>Counts words.</summary>
            [Retry(3)]
            [Step]
            [return: System.Diagnostics.CodeAnalysis.NotNull]
            private static int CountWords(string text) => text.Split(' ').Length;
        }
        """;

    [Fact]
    public async Task OneOfTheStepsIsMarked()
    {
        Fixes fixes = await Fixes.OfAsync(new MarkResultFixer(), First, Second);

        (await fixes.TitlesAsync()).ShouldBe(["Return the result of 'Count'", "Return the result of 'CountWords'"]);
        (await fixes.ApplyAsync("Return the result of 'Count'")).ShouldBe(First.Replace("[Step]", "[Step, Result]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheStepMayStandInAnotherFile()
    {
        Fixes fixes = await Fixes.OfAsync(new MarkResultFixer(), First, Second);

        (await fixes.ApplyAsync("Return the result of 'CountWords'", "Source2.cs")).ShouldBe(Second.Replace("[Step]", "[Step, Result]", StringComparison.Ordinal));
    }
}
