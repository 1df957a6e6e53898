namespace Perdure.Generators.Tests.Generation;

/// <summary>Conditions compile, and decide as they say.</summary>
public sealed class ConditionTests
{
    private const string Triage = """
        namespace Acme;

        public sealed record Document(string Text);
        public enum Kind { Small, Medium, Large }
        public sealed record Classification(Kind Kind, string Label);
        public sealed record Draft(string Text);
        public sealed record Note(string Text);
        public sealed record Reply(string Text);

        [Workflow]
        public sealed partial class Triage(TimeProvider time) : IWorkflow<Document, Reply>
        {
            [Step] private static Classification Classify(Document document) => new((Kind)(document.Text.Length / 4), document.Text[..1]);

            [Step, Case(nameof(Classify), Kind.Small, On = nameof(Classification.Kind))]
            private static Draft Short(Document document) => new("short " + document.Text);

            [Step, Case(nameof(Classify), Kind.Medium, On = nameof(Classification.Kind))]
            private static Draft Middle(Document document) => new("middle " + document.Text);

            [Step, Case(nameof(Classify), Kind.Large, On = nameof(Classification.Kind))]
            private static Draft Long(Document document) => new("long " + document.Text);

            [Step, When(nameof(IsOdd))] private static Note Remark(Document document) => new("odd");

            [Step, Unless(nameof(IsOdd)), Case(nameof(Classify), "x", On = nameof(Classification.Label))]
            private static Note Mark(Draft draft) => new("marked");

            [Step, Otherwise(nameof(Classify), On = nameof(Classification.Label))] private static void Nothing(Document document) { }

            [Step] private static Reply Answer(Draft draft, Note? note) => new($"{draft.Text} {note?.Text ?? "-"}");

            private bool IsOdd(Classification classification, Draft draft) => time is not null && draft.Text.Length % 2 == 1;
        }
        """;

    [Fact]
    public void ConditionsBecomeAPlanAndARunner() => Snapshot.Match(GeneratorRun.Of(Triage).ShouldCompile().File("Acme.Triage"));

    [Theory]
    [InlineData("abc", "short abc odd", "Classify, Short, Remark, Nothing, Answer")]
    [InlineData("ab", "short ab -", "Classify, Short, Nothing, Answer")]
    [InlineData("xy", "short xy marked", "Classify, Short, Mark, Answer")]
    [InlineData("abcde", "middle abcde -", "Classify, Middle, Nothing, Answer")]
    [InlineData("abcdefgh", "long abcdefgh odd", "Classify, Long, Remark, Nothing, Answer")]
    public async Task ConditionsDecide(string text, string expected, string ran)
    {
        PlanExecution execution = await PlanExecution.RunAsync(GeneratorRun.Of(Triage), "triage", $$"""{"Text":"{{text}}"}""", TimeProvider.System);

        execution.Result.ShouldBe($$"""{"Text":"{{expected}}"}""");
        execution.Ran.Order().ShouldBe(ran.Split(", ").Order());
    }

    [Fact]
    public async Task AValueThatNoCaseNamesIsNamed()
    {
        UnknownCaseException failure = await Should.ThrowAsync<UnknownCaseException>(
            () => PlanExecution.RunAsync(GeneratorRun.Of(Triage), "triage", """{"Text":"abcdefghijklmnop"}""", TimeProvider.System));

        failure.Message.ShouldBe("'Classify.Kind' is '4', which no [Case] names: add one, or an [Otherwise] step, in a new version of the workflow");
    }

    [Theory]
    [InlineData("bool", "document.Length > 3", "true", "false", "aaaa", "a")]
    [InlineData("string", "document", "\"a\"", null, "a", "b")]
    [InlineData("char", "document[0]", "'\\''", null, "'", "b")]
    [InlineData("int", "document.Length - 4", "-1", null, "aaa", "b")]
    [InlineData("ulong", "ulong.MaxValue - (ulong)document.Length", "18446744073709551614ul", null, "a", "bbb")]
    [InlineData("byte", "(byte)document.Length", "(byte)3", null, "aaa", "b")]
    [InlineData("bool?", "document.Length > 3 ? null : document.Length > 1", "true", null, "aaa", "aaaaa")]
    [InlineData("@event", "(@event)document.Length", "@event.@class, @event.None | (@event)7", null, "a", "aa")]
    [InlineData("Colors", "(Colors)document.Length", "Colors.Red | Colors.Green", null, "aaa", "a")]
    public async Task EveryTypeOfCaseIsCompared(string type, string value, string first, string? second, string yes, string no)
    {
        string rest = second is null ? "Otherwise(nameof(Look))" : $"Case(nameof(Look), {second})";
        GeneratorRun run = GeneratorRun.Of(
            $$"""
            namespace Acme;

            public enum @event : byte { None, @class, struct_ }
            [Flags] public enum Colors { Red = 1, Green = 2 }

            [Workflow]
            public sealed partial class Cases : IWorkflow<string, double>
            {
                [Step] private static {{type}} Look([Input] string document) => {{value}};
                [Step, Case(nameof(Look), {{first}})] private static double Yes([Input] string document) => 1;
                [Step, {{rest}}] private static double No([Input] string document) => 0;
            }
            """);

        (await PlanExecution.RunAsync(run, "cases", $"\"{yes}\"")).Result.ShouldBe("1");
        (await PlanExecution.RunAsync(run, "cases", $"\"{no}\"")).Result.ShouldBe("0");
    }

    [Fact]
    public async Task AMemberOfANullOrAStructIsRead()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            public readonly record struct Size(bool IsBig);
            public sealed record Owner(string? Name);

            [Workflow]
            public sealed partial class Members : IWorkflow<string, string>
            {
                [Step] private static Size Measure([Input] string text) => new(text.Length > 3);
                [Step] private static Owner? Find([Input] string text) => text.Length == 1 ? null : new Owner(text.Length == 2 ? null : text);
                [Step, Case(nameof(Measure), true, On = nameof(Size.IsBig))] private static int Big([Input] string text) => 1;
                [Step, Case(nameof(Measure), false, On = nameof(Size.IsBig))] private static int Small([Input] string text) => 0;
                [Step, Case(nameof(Find), "abc", On = nameof(Owner.Name))] private static long Known([Input] string text) => 1;
                [Step, Otherwise(nameof(Find))] private static long Unknown([Input] string text) => 0;
                [Step] private static string End(int size, long found) => $"{size} {found}";
            }
            """);

        foreach ((string text, string expected) in new[] { ("a", "0 0"), ("ab", "0 0"), ("abc", "0 1"), ("abcd", "1 0") })
        {
            (await PlanExecution.RunAsync(run, "members", $"\"{text}\"")).Result.ShouldBe($"\"{expected}\"");
        }
    }

    [Fact]
    public async Task WhatIsMergedIsReadAsItsOwnProducerStoresIt()
    {
        GeneratorRun run = GeneratorRun.Of(
            """
            namespace Acme;

            [Workflow]
            public sealed partial class Merges : IWorkflow<string, int>
            {
                [Step, When(nameof(IsLong))] private static List<string> Many(string text) => [text, text];
                [Step, Unless(nameof(IsLong))] private static string[] One(string text) => [text];
                [Step, When(nameof(IsLong))] private static int Bonus(string text) => 10;
                [Step] private static int Count(IReadOnlyList<string> texts, int? bonus) => texts.Count + (bonus ?? 0);
                private static bool IsLong(string text) => text.Length > 3;
            }
            """);

        (await PlanExecution.RunAsync(run, "merges", "\"abcd\"")).Result.ShouldBe("12");
        (await PlanExecution.RunAsync(run, "merges", "\"a\"")).Result.ShouldBe("1");
    }
}
