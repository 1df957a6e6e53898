namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR207Tests
{
    private const string Id = "PDR207";

    [Theory]
    [InlineData("[ForEach] [|Document|] document", "Step 'Act' maps over 'Document', of which neither the workflow's input nor another step returns a collection; the workflow's input is 'Document' itself: leave out [ForEach]")]
    [InlineData("[ForEach] [|char|] letter", "Step 'Act' maps over 'char', of which neither the workflow's input nor another step returns a collection")]
    [InlineData("[ForEach] [|byte|] part", "Step 'Act' maps over 'byte', of which neither the workflow's input nor another step returns a collection")]
    [InlineData("[ForEach] string word, [ForEach] int [|number|]", "Step 'Act' maps over 'Words' and 'Numbers' side by side, which need not have as many items: let a step join them into one collection of records, and map over that")]
    [InlineData("[ForEach] string word, [ForEach(MaxParallel = 2)] bool [|isLong|]", "Step 'Act' says at 'isLong' how its items run, which is said at the first [ForEach] for all: write it at 'word'")]
    [InlineData("[ForEach(MaxParallel = -2)] string [|word|]", "Step 'Act' runs -2 items side by side, which is less than one")]
    [InlineData("[ForEach] StepContext [|context|]", "Step 'Act' maps over 'StepContext', which is no data")]
    public Task AMapOverNothingIsReported(string parameters, string message) => Squiggles.AssertAsync(Id, Of(parameters), message);

    [Theory]
    [InlineData("[ForEach] string word")]
    [InlineData("[ForEach] int number, string[] words")]
    [InlineData("[ForEach(MaxParallel = 2)] string word, [ForEach] bool isLong, StepContext context")]
    [InlineData("[ForEach(MaxParallel = 1, Failures = ItemFailures.Tolerate, MaxFailures = 1)] string word")]
    public Task OthersAreFine(string parameters) => Squiggles.AssertNoneAsync(Of(parameters));

    [Fact]
    public Task ACollectionThatIsAMemberOfWhatIsThereIsPointedOut() => Squiggles.AssertAsync(
        Id,
        """
        public sealed record Order(string Name, System.Collections.Generic.IReadOnlyList<int> Lines);

        [Workflow]
        public sealed partial class Sample : IWorkflow<Order, None>
        {
            [Step] private static void Act([ForEach] [|int|] line) { }
        }
        """,
        "Step 'Act' maps over 'int', of which neither the workflow's input nor another step returns a collection; 'Lines' of the workflow's input 'Order' is one: add a step that returns it");

    private static string Of(string parameters) => StepSources.Of(
        $$"""
        [Step] private static string[] Words(Document document) => [];
        [Step] private static System.Collections.Generic.List<int> Numbers(Document document) => [];
        [Step] private static bool IsLong([ForEach] string word) => word.Length > 5;
        [Step] private static string Text(Document document) => "";
        [Step] private static byte[] Bytes(Document document) => [];
        [Step] private static void Act({{parameters}}) { }
        [Step, After(nameof(Words)), After(nameof(Numbers)), After(nameof(IsLong)), After(nameof(Text)), After(nameof(Bytes))] private static void Sink(Document document) { }
        """,
        "IWorkflow<Document, None>");
}
