namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR220Tests
{
    private const string Id = "PDR220";

    [Fact]
    public Task ARecordIsNoTag() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("""
            [Step, [|Tag("customer")|]]
            private static Reply Send(Document document) => new(document.Text);
            """),
        "Step 'Send' is marked [Tag(\"customer\")], but it returns 'Reply', which is no text, number, bool, enum or Guid");

    [Theory]
    [InlineData("")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890")]
    public Task ATagHasAName(string name) => Squiggles.AssertAsync(
        Id,
        StepSources.Of($$"""
            [Step, [|Tag("{{name}}")|]]
            private static string Name(Document document) => document.Text;

            [Step]
            private static Reply Send(string name) => new(name);
            """),
        $"Step 'Name' is marked [Tag(\"{name}\")], but a tag's name has from 1 to 100 characters");

    [Fact]
    public Task AStepThatReturnsNothingIsNoTag() => Squiggles.AssertAsync(
        Id,
        StepSources.Of(
            """
            [Step, [|Tag("sent")|]]
            private static void Send(Document document) { }
            """,
            "IWorkflow<Document, None>"),
        "Step 'Send' is marked [Tag(\"sent\")], but it returns nothing");

    [Theory]
    [InlineData("string", "document.Text")]
    [InlineData("string?", "null")]
    [InlineData("int", "1")]
    [InlineData("long?", "1")]
    [InlineData("decimal", "1")]
    [InlineData("double", "1")]
    [InlineData("bool", "true")]
    [InlineData("Guid", "Guid.Empty")]
    [InlineData("DayOfWeek", "DayOfWeek.Monday")]
    [InlineData("Task<string>", "Task.FromResult(document.Text)")]
    public Task NothingIsReportedFor(string type, string value) => Squiggles.AssertNoneAsync(StepSources.Of($$"""
        [Step, Tag("customer")]
        private static {{type}} Find(Document document) => {{value}};

        [Step, After(nameof(Find))]
        private static Reply Send(Document document) => new(document.Text);
        """));

    [Fact]
    public Task ATagOfATypeThatDoesNotResolveIsTheCompilersMatter() => Squiggles.AssertAsync(
        "CS0246",
        StepSources.Of("""
            [Step, Tag("customer")]
            private static [|Unknown|] Send(Document document) => null;
            """));
}
