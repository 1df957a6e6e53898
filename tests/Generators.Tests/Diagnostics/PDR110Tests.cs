namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR110Tests
{
    private const string Id = "PDR110";

    private const string Producers = """
        [Step]
        private static string Topic(Document document) => document.Text;

        [Step]
        private static int Words(Document document) => document.Text.Length;

        [Step]
        private static Question Ask(Document document) => new(document.Text) { Tone = "" };

        [Step, After(nameof(Topic)), After(nameof(Words)), After(nameof(Ask))]
        private static void Use(Document document) => Console.WriteLine(document.Text);

        [Step<WriterAgent>]

        """;

    [Theory]
    [InlineData("[|Write|]([From(nameof(Topic))] string tone)", "'Topic' is missing")]
    [InlineData("[|Write|]([From(nameof(Topic))] string topic)", "'Tone' is missing")]
    [InlineData("Write([From(nameof(Topic))] string topic, [From(nameof(Words))] [|int|] tone)", "'Tone' is 'string', not 'int'")]
    [InlineData("Write([From(nameof(Topic))] string topic, [From(nameof(Topic))] string tone, [|Document|] document)", "it has no 'document'")]
    [InlineData("Write([From(nameof(Topic))] string topic, [From(nameof(Topic))] [|string|] tune)", "it has no 'tune': did you mean 'Tone'")]
    [InlineData("Write([|Document|] question)", "it takes 'Document'")]
    public Task ParametersThatDoNotFitAreReported(string step, string problem) => Squiggles.AssertAsync(
        Id,
        StepSources.Of(Producers + $"private partial ValueTask<Reply> {step};"),
        $"Step 'Write' does not fit 'WriterAgent', which takes 'Question': {problem}");

    [Theory]
    [InlineData("Write(Question anything)")]
    [InlineData("Write(CancellationToken token, Question anything, StepContext context)")]
    [InlineData("Write([From(nameof(Topic))] string topic, [From(nameof(Topic))] string tone)")]
    [InlineData("Write(int words, [From(nameof(Topic))] string TONE, string topic)")]
    public Task TheWholeOrAllThatIsRequiredFits(string step) => Squiggles.AssertNoneAsync(StepSources.Of(Producers + $"private partial ValueTask<Reply> {step};"));
}
