namespace Perdure.CodeFixes.Tests;

public sealed class MarkWorkflowFixerTests
{
    private const string Forgotten = """
        public static class Outer
        {
        }

        /// <summary>Measures.</summary>
        public sealed partial class Measure : IWorkflow<string, int>
        {
            [Step]
            private static int Count(string text) => text.Length;
        }
        """;

    [Fact]
    public async Task TheClassIsMarkedBelowItsComment()
    {
        Fixes fixes = await Fixes.OfAsync(new MarkWorkflowFixer(), Forgotten);

        (await fixes.ApplyAsync("Mark 'Measure' as [Workflow]")).ShouldBe(Forgotten.Replace("public sealed", "[Workflow]\npublic sealed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AStepInAnyOtherClassMayBelongElsewhere() =>
        (await (await Fixes.OfAsync(new MarkWorkflowFixer(), "public static class Mail { [Step] public static int Send(string text) => text.Length; }")).TitlesAsync()).ShouldBeEmpty();
}
