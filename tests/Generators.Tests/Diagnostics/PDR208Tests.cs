namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR208Tests
{
    private const string Id = "PDR208";

    [Theory]
    [InlineData("Repeat(Max = 2)", "string Act(string text) => text", "Step 'Act' repeats without end: name the predicate that ends it, in Until or While")]
    [InlineData("Repeat(Until = nameof(IsLong))", "string Act(string text) => text", "Step 'Act' repeats as often as it takes with nothing that paces it: set Max")]
    [InlineData("Repeat(Until = nameof(IsLong), Max = 0)", "string Act(string text) => text", "Step 'Act' repeats at most 0 times, which is less than once")]
    [InlineData("Repeat(Until = nameof(IsLong), Max = 2)", "string Act(Document document) => \"\"", "Step 'Act' repeats, but takes no 'string', which it returns: a round takes the result of the one before")]
    [InlineData("Repeat(Until = nameof(IsLong), Max = 2)", "void Act(string text) { }", "Step 'Act' repeats, but returns nothing that a further round could take")]
    public Task ALoopThatCannotGoOnOrNotEndIsReported(string repeat, string method, string message) => Squiggles.AssertAsync(Id, Of("[|" + repeat + "|]", method), message);

    [Theory]
    [InlineData("Repeat(Until = nameof(IsLong), Max = 2)")]
    [InlineData("Repeat(While = nameof(IsLong), Max = 2, AtMax = RepeatEnd.TakeLast, Keep = 1, On = \"text\")")]
    [InlineData("Repeat(Until = nameof(IsLong), Delay = \"5s\")")]
    public Task OthersAreFine(string repeat) => Squiggles.AssertNoneAsync(Of(repeat, "string Act(string text) => text"));

    private static string Of(string repeat, string method) => StepSources.Of(
        $$"""
        [Step] private static string Begin(Document document) => "";
        [Step, {{repeat}}] private static {{method}}{{(method.EndsWith('}') ? "" : ";")}}
        [Step, After(nameof(Begin)), After("Act")] private static void Sink(Document document) { }
        private static bool IsLong(string text) => text.Length > 9;
        """,
        "IWorkflow<Document, None>");
}
