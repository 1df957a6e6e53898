namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR215Tests
{
    private const string Id = "PDR215";

    [Fact]
    public Task TwoStepsOfOneRunThatWaitForOneSignalAreReported() => Squiggles.AssertAsync(
        Id, Of("", "", "[[|Signal(\"approved\")|]] int approval"), "Step 'Second' waits for signal 'approved', for which 'First' waits in the same run: a message goes to one of them, so give each a name");

    [Fact]
    public Task OneNameOfTwoTypesIsReported() => Squiggles.AssertAsync(
        Id, Of(", When(nameof(IsLong))", ", Unless(nameof(IsLong))", "[[|Signal(\"approved\")|]] string approval"), "Step 'Second' waits for signal 'approved', as 'string', which 'First' takes as 'int'");

    [Theory]
    [InlineData("", "", "[Signal(\"rejected\")] int approval")]
    [InlineData(", When(nameof(IsLong))", ", Unless(nameof(IsLong))", "[Signal(\"approved\")] int approval")]
    public Task OthersAreFine(string first, string second, string parameter) => Squiggles.AssertNoneAsync(Of(first, second, parameter));

    private static string Of(string first, string second, string parameter) => StepSources.Of(
        $$"""
        [Step{{first}}] private static void First(Document document, [Signal("approved")] int approval) { }
        [Step{{second}}] private static void Second(Document document, {{parameter}}) { }
        {{(first.Length == 0 ? "" : "private static bool IsLong(Document document) => true;")}}
        """,
        "IWorkflow<Document, None>");
}
