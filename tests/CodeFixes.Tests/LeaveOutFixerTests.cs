namespace Perdure.CodeFixes.Tests;

public sealed class LeaveOutFixerTests
{
    private const string Agent = """

        [Agent]
        public sealed class MeasureAgent : IAgent<string, int>
        {
            public ValueTask<int> InvokeAsync(string input, AgentContext context, CancellationToken cancellationToken) => new(1);
        }
        """;

    [Theory]
    [InlineData("[Step<MeasureAgent>(ParentClose = ParentClosePolicy.Abandon)]", "[Step<MeasureAgent>]")]
    [InlineData("[Retry(3), Step<MeasureAgent>(Id = \"Old\", ParentClose = ParentClosePolicy.Abandon)]", "[Retry(3), Step<MeasureAgent>(Id = \"Old\")]")]
    public async Task ParentCloseIsLeftOut(string before, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new LeaveOutFixer(), Declared(before));

        (await fixes.ApplyAsync("Leave out 'ParentClose = ParentClosePolicy.Abandon'")).ShouldBe(Declared(after));
    }

    [Theory]
    [InlineData("Leave out '\"1h\"'", "[Step, Delay(By = nameof(Wait))]")]
    [InlineData("Leave out 'By = nameof(Wait)'", "[Step, Delay(\"1h\")]")]
    public async Task OfTwoTimesEitherIsLeftOut(string title, string after)
    {
        Fixes fixes = await Fixes.OfAsync(new LeaveOutFixer(), Code("[Step, Delay(\"1h\", By = nameof(Wait))]", "string text"));

        (await fixes.TitlesAsync()).ShouldBe(["Leave out '\"1h\"'", "Leave out 'By = nameof(Wait)'"]);
        (await fixes.ApplyAsync(title)).ShouldBe(Code(after, "string text"));
    }

    [Theory]
    [InlineData("[ForEach]")]
    [InlineData("[ForEach(MaxParallel = 3)]")]
    public async Task OneValueIsTakenAsAWhole(string mark)
    {
        Fixes fixes = await Fixes.OfAsync(new LeaveOutFixer(), Code("[Step]", $"{mark} string text"));

        (await fixes.ApplyAsync("Leave out '[ForEach]'")).ShouldBe(Code("[Step]", "string text"));
    }

    [Fact]
    public async Task WhatIsWrongOtherwiseIsLeftToItsAuthor()
    {
        Fixes fixes = await Fixes.OfAsync(new LeaveOutFixer(), Code("[Step, Delay]", "[ForEach] char letter"));

        (await fixes.TitlesAsync()).ShouldBeEmpty();
    }

    private static string Code(string mark, string parameter) => $$"""
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            {{mark}}
            private static int Count({{parameter}}) => 1;

            private static TimeSpan Wait(string text) => TimeSpan.FromHours(text.Length);
        }

        """;

    private static string Declared(string mark) => $$"""
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            {{mark}}
            private partial ValueTask<int> Count(string text);
        }

        """ + Agent;
}
