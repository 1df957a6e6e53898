namespace Perdure.CodeFixes.Tests;

public sealed class UseNearNameFixerTests
{
    private const string Source = """
        [Workflow]
        public sealed partial class AnswerTicket : IWorkflow<string, string>
        {
            [Step]
            private static int CountAsync(string text) => text.Length;

            [Step]
            private static void Notify(string text) => Console.WriteLine(text);

            [Step, After("Notfy" /* first */)]
            private static string Draft(string text, [From("count")] int count) => text + count;
        }
        """;

    [Fact]
    public async Task TheNearNameIsWrittenByNameOf()
    {
        Fixes fixes = await Fixes.OfAsync(new UseNearNameFixer(), Source);

        (await fixes.TitlesAsync()).ShouldBe(["Use nameof(Notify)", "Use nameof(CountAsync)"]);
        (await fixes.ApplyAsync("Use nameof(Notify)")).ShouldBe(Source.Replace("\"Notfy\"", "nameof(Notify)", StringComparison.Ordinal));
        (await fixes.ApplyAsync("Use nameof(CountAsync)")).ShouldBe(Source.Replace("\"count\"", "nameof(CountAsync)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task PredicatesAndStepsOfCasesAreNamedAsWell()
    {
        const string source = """
            [Workflow]
            public sealed partial class AnswerTicket : IWorkflow<string, None>
            {
                [Step] private static bool Look(string text) => text.Length > 1;
                [Step, When("IsLonng"), Case("Lok", true, false)] private static void Draft(string text) { }
                private static bool IsLong(string text) => text.Length > 10;
            }
            """;
        Fixes fixes = await Fixes.OfAsync(new UseNearNameFixer(), source);

        (await fixes.ApplyAllAsync()).ShouldBe(source
            .Replace("\"IsLonng\"", "nameof(IsLong)", StringComparison.Ordinal)
            .Replace("\"Lok\"", "nameof(Look)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AQueueIsNamedByItsTextAndAKeyByNameOf()
    {
        const string source = """
            [assembly: Queue("gpu", Concurrency = 1)]

            [Workflow]
            public sealed partial class AnswerTicket : IWorkflow<string, None>
            {
                [Step, OnQueue("gpus")] private static void Draft(string text) { }
                [Step, OnQueue("gpu", Key = "Tennant")] private static void Send(string text) { }
                private static string Tenant(string text) => text;
            }
            """;
        Fixes fixes = await Fixes.OfAsync(new UseNearNameFixer(), source);

        (await fixes.TitlesAsync()).ShouldBe(["Use \"gpu\"", "Use nameof(Tenant)"]);
        (await fixes.ApplyAllAsync()).ShouldBe(source
            .Replace("\"gpus\"", "\"gpu\"", StringComparison.Ordinal)
            .Replace("\"Tennant\"", "nameof(Tenant)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatALoopAndADelayNameIsNamedWhereverItStands()
    {
        const string source = """
            [Workflow]
            public sealed partial class WriteText : IWorkflow<string, None>
            {
                [Step, Repeat(Max = 3, Until = "IsLonng")] private static string Write(string text) => text + "!";
                [Step, Repeat(Max = 3, Until = nameof(IsLong), On = "secnd")] private static string Join([From(nameof(Write))] string first, [Input] string second) => first + second;
                [Step, Delay(By = "Pawse")] private static void Print([From(nameof(Join))] string text) { }
                private static bool IsLong(string text) => text.Length > 10;
                private static TimeSpan Pause([Input] string text) => TimeSpan.FromHours(text.Length);
            }
            """;
        Fixes fixes = await Fixes.OfAsync(new UseNearNameFixer(), source);

        (await fixes.ApplyAllAsync()).ShouldBe(source
            .Replace("\"IsLonng\"", "nameof(IsLong)", StringComparison.Ordinal)
            .Replace("\"secnd\"", "nameof(second)", StringComparison.Ordinal)
            .Replace("\"Pawse\"", "nameof(Pause)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AllNearNamesAreWrittenAtOnce()
    {
        Fixes fixes = await Fixes.OfAsync(new UseNearNameFixer(), Source);

        (await fixes.ApplyAllAsync()).ShouldBe(Source
            .Replace("\"Notfy\"", "nameof(Notify)", StringComparison.Ordinal)
            .Replace("\"count\"", "nameof(CountAsync)", StringComparison.Ordinal));
    }

    [Fact]
    public async Task NoFixIsOfferedWhereNoNameIsNear()
    {
        Fixes fixes = await Fixes.OfAsync(new UseNearNameFixer(), """
            [Workflow]
            public sealed partial class AnswerTicket : IWorkflow<string, string>
            {
                [Step]
                private static string Draft([From("Something")] string text) => text;
            }
            """);

        (await fixes.TitlesAsync()).ShouldBeEmpty();
    }
}
