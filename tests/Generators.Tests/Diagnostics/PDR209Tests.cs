namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR209Tests
{
    private const string Id = "PDR209";

    [Fact]
    public Task AWorkflowThatIsItsOwnChildIsReported() => Squiggles.AssertAsync(
        Id, Workflow("A", "[Step<[|A|]>] private partial string Again(string text);"), "Workflows run each other as children without end: 'A' -> 'A'");

    [Fact]
    public Task ACircleIsReportedOnceWithItsPath() => Squiggles.AssertAsync(
        Id,
        Workflow("B", "[Step<C>] private partial string Next(string text);")
            + Workflow("A", "[Step<[|B|]>] private partial string Next(string text);")
            + Workflow("C", "[Step<A>] private partial string Next(string text);"),
        "Workflows run each other as children without end: 'A' -> 'B' -> 'C' -> 'A'");

    [Fact]
    public Task ARepeatedChildIsNotGuarded() => Squiggles.AssertAsync(
        Id,
        Workflow("A", "[Step<[|A|]>, Repeat(Until = nameof(IsDone), Max = 2)] private partial string Again(string text); private static bool IsDone(string text) => true;"),
        "Workflows run each other as children without end: 'A' -> 'A'");

    [Fact]
    public Task AChildUnderAConditionIsFine() => Squiggles.AssertNoneAsync(
        """
        [Workflow]
        public sealed partial class A : IWorkflow<string, int>
        {
            [Step<A>, When(nameof(IsLong))] private partial int Shorter(string text);
            [Step, Result] private static int Count([From(nameof(Shorter))] int? shorter) => shorter ?? 0;
            private static bool IsLong(string text) => text.Length > 1;
        }
        """);

    [Fact]
    public Task AChildThatTakesWhatIsUnderAConditionIsFine() => Squiggles.AssertNoneAsync(
        """
        [Workflow]
        public sealed partial class A : IWorkflow<string, int>
        {
            [Step, When(nameof(IsLong))] private static string Cut(string text) => text[1..];
            [Step<A>] private partial int Shorter([From(nameof(Cut))] string text);
            [Step, Result] private static int Count([From(nameof(Shorter))] int? shorter) => (shorter ?? 0) + 1;
            private static bool IsLong(string text) => text.Length > 1;
        }
        """);

    [Fact]
    public Task AChildOfEachItemIsFine() => Squiggles.AssertNoneAsync(
        """
        public sealed record Folder(IReadOnlyList<Folder> Folders);

        [Workflow]
        public sealed partial class A : IWorkflow<Folder, int>
        {
            [Step] private static IReadOnlyList<Folder> Open(Folder folder) => folder.Folders;
            [Step<A>] private partial int Inside([ForEach] Folder inner);
            [Step, Result] private static int Count(IReadOnlyList<int> counts) => counts.Sum() + 1;
        }
        """);

    [Fact]
    public Task AChainIsFine() => Squiggles.AssertNoneAsync(
        Workflow("A", "[Step<B>] private partial string Next(string text);") + Workflow("B", "[Step] private static string Make(string text) => text;"));

    private static string Workflow(string name, string steps) =>
        $$"""

        [Workflow]
        public sealed partial class {{name}} : IWorkflow<string, string>
        {
            {{steps}}
        }

        """;
}
