namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR216Tests
{
    private const string Id = "PDR216";

    [Theory]
    [InlineData("[Signal] int one, [[|Signal|]] int two", "Step 'Act' waits for two signals: take one, and let a step before it take the other")]
    [InlineData("[[|Signal|]] StepContext context", "Step 'Act' takes signal 'context' as 'StepContext', which is no data")]
    [InlineData("[[|Signal|], Input] Document approval", "Step 'Act' takes signal 'approval', but is marked [Input] as well: a message from outside has no producer")]
    [InlineData("[[|Signal(\"\")|]] int approval", "Step 'Act' takes signal '', whose name is empty")]
    [InlineData("[[|Signal(\"42\")|]] int approval", "Step 'Act' takes signal '42', whose name has no letter")]
    [InlineData("[[|Signal|]] Secret approval", "Step 'Act' takes signal 'approval' as the private type 'Secret', which a sender could not name")]
    public Task AWrongSignalIsReported(string parameters, string message) => Squiggles.AssertAsync(Id, Of(parameters), message);

    [Theory]
    [InlineData("[Signal] int approval")]
    [InlineData("[Signal(\"a\", Timeout = \"7d\")] int? approval, StepContext context")]
    [InlineData("[Signal] Document approval")]
    [InlineData("[ForEach] int number, [Signal] int approval")]
    public Task OthersAreFine(string parameters) => Squiggles.AssertNoneAsync(Of(parameters));

    [Fact]
    public Task ASignalInEachRoundOfEachItemIsReported() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step] private static int[] Numbers(Document document) => [];
            [Step, Repeat(Until = nameof(IsDone), Max = 3)] private static int Act([ForEach] int number, [[|Signal|]] Document approval) => number;
            [Step] private static void Sink(Document document, [From(nameof(Act))] int[] numbers) { }
            private static bool IsDone(int number) => true;
            """,
            "IWorkflow<Document, None>"),
        "Step 'Act' takes signal 'approval' in each round of each of its items, and a message would not say which item it is for: map over a child workflow whose loop takes the signal");

    private static string Of(string parameters) => StepSources.Of(
        $$"""
        [Step] private static int[] Numbers(Document document) => [];
        [Step] private static void Act({{parameters}}) { }
        [Step, After(nameof(Numbers))] private static void Sink(Document document, int[] numbers) { }
        private sealed record Secret(string Text);
        """,
        "IWorkflow<Document, None>");
}
