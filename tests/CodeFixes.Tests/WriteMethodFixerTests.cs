namespace Perdure.CodeFixes.Tests;

public sealed class WriteMethodFixerTests
{
    private const string Types = """
        [assembly: Queue("gpu", Concurrency = 1)]

        public sealed record Shot(string Tenant, double Length, bool IsLong, DateTimeOffset At);
        public sealed record Film(string Event, Shot[] Shots);

        """;

    [Theory]
    [InlineData("OnQueue(\"gpu\", Key = nameof(Shot.Tenant))", "Tenant(Shot shot)", "private static string Tenant(Shot shot) => shot.Tenant;")]
    [InlineData("When(nameof(Shot.IsLong))", "IsLong(Shot shot)", "private static bool IsLong([Input] Shot shot) => shot.IsLong;")]
    [InlineData("Delay(By = nameof(Shot.At))", "At(Shot shot)", "private static DateTimeOffset At([Input] Shot shot) => shot.At;")]
    public async Task AMemberThatWasNamedIsReturnedByAMethod(string mark, string title, string method)
    {
        string before = Workflow("IWorkflow<Shot, string?>", $$"""
                [Step]
                private static Shot Improve([Input] Shot shot) => shot;

                [Step, {{mark}}]
                private static string Cut([From(nameof(Improve))] Shot shot) => shot.Tenant;

            """);
        Fixes fixes = await Fixes.OfAsync(new WriteMethodFixer(), before);

        (await fixes.ApplyAsync($"Write '{title}'")).ShouldBe(before.Replace("=> shot.Tenant;\n", $"=> shot.Tenant;\n\n    {method}\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheCollectionOfAMapIsReturnedByAStep()
    {
        string before = Workflow("IWorkflow<Film, None>", """
                [Step]
                private static void Cut([ForEach] Shot shot) { }

            """);
        Fixes fixes = await Fixes.OfAsync(new WriteMethodFixer(), before);

        (await fixes.ApplyAsync("Write 'Shots(Film film)'")).ShouldBe(before.Replace(
            "Shot shot) { }\n", "Shot shot) { }\n\n    [Step]\n    private static Shot[] Shots(Film film) => film.Shots;\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SoIsThatOfAResultByTheNameOfItsStep()
    {
        string before = Workflow("IWorkflow<string, None>", """
                [Step]
                private static Film Event(string text) => new(text, []);

                [Step]
                private static void Cut([ForEach] Shot shot) { }

            """);
        Fixes fixes = await Fixes.OfAsync(new WriteMethodFixer(), before);

        (await fixes.ApplyAsync("Write 'Shots(Film @event)'")).ShouldContain("private static Shot[] Shots(Film @event) => @event.Shots;");
    }

    [Theory]
    [InlineData("  // why")]
    [InlineData(" /* why */ // and so on")]
    public async Task ACommentBehindTheStepStaysThere(string comment)
    {
        string before = Workflow("IWorkflow<Shot, string>", $$"""
                [Step, OnQueue("gpu", Key = nameof(Shot.Tenant))]
                private static string Cut(Shot shot) => shot.Tenant;{{comment}}

            """);
        Fixes fixes = await Fixes.OfAsync(new WriteMethodFixer(), before);

        (await fixes.ApplyAsync("Write 'Tenant(Shot shot)'")).ShouldBe(before.Replace(comment, $"{comment}\n\n    private static string Tenant(Shot shot) => shot.Tenant;", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("OnQueue(\"gpu\", Key = nameof(Shot.Length))", "")]
    [InlineData("When(nameof(Shot.Tenant))", "")]
    [InlineData("Delay(By = nameof(Shot.IsLong))", "")]
    [InlineData("OnQueue(\"gpu\", Key = nameof(Shot.Tenant))", "private const string Tenant = \"\";")]
    public async Task WhatWouldBeWrongAgainIsNotOffered(string mark, string other)
    {
        Fixes fixes = await Fixes.OfAsync(new WriteMethodFixer(), Workflow("IWorkflow<Shot, string?>", $$"""
                [Step, {{mark}}]
                private static string Cut(Shot shot) => shot.Tenant;
                {{other}}

            """));

        (await fixes.TitlesAsync()).ShouldBeEmpty();
    }

    private static string Workflow(string contract, string members) => $$"""
        {{Types}}
        [Workflow]
        public sealed partial class Sample : {{contract}}
        {
        {{members.TrimEnd()}}
        }

        """;
}
