namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR232Tests
{
    private const string Id = "PDR232";

    [Theory]
    [InlineData("Delay", "Step 'Act' has a [Delay] that says no time: name a duration, as in [Delay(\"1h\")], or a method, as in [Delay(By = nameof(…))]")]
    [InlineData("Delay(\"1h\", By = nameof(Pause))", "Step 'Act' has a [Delay] that names both '1h' and 'Pause': leave one of them out")]
    [InlineData("Delay(By = \"Paus\")", "Step 'Act' has a [Delay] that names 'Paus', which is no method of 'Sample': did you mean 'Pause'")]
    [InlineData("Delay(By = nameof(Act))", "Step 'Act' has a [Delay] that names 'Act', which is a step: a method that is none takes its result")]
    public Task ADelayThatSaysNoTimeIsReported(string attribute, string message) => Squiggles.AssertAsync(Id, Of($"[|{attribute}|]", "System.TimeSpan Pause(Document document) => System.TimeSpan.Zero;"), message);

    [Theory]
    [InlineData("int [|Pause|](Document document) => 1;", "Delay 'Pause' returns 'int', not 'TimeSpan' or 'DateTimeOffset'")]
    [InlineData("System.DateTime [|Pause|](Document document) => default;", "Delay 'Pause' returns 'DateTime', not 'TimeSpan' or 'DateTimeOffset': a 'DateTime' does not say where its clock hangs")]
    [InlineData("System.TimeSpan [|Pause|](StepContext context) => default;", "Delay 'Pause' takes 'StepContext', but it decides on data alone")]
    [InlineData("async System.Threading.Tasks.Task<System.TimeSpan> [|Pause|](Document document) { await System.Threading.Tasks.Task.Yield(); return default; }", "Delay 'Pause' returns 'Task<TimeSpan>', not 'TimeSpan' or 'DateTimeOffset': what is to be awaited is a step, whose result such a method takes")]
    public Task AMethodThatCannotSayItIsReported(string method, string message) => Squiggles.AssertAsync(Id, Of("Delay(By = nameof(Pause))", method), message);

    [Theory]
    [InlineData("System.TimeSpan Pause(Document document) => System.TimeSpan.FromDays(document.Text.Length);")]
    [InlineData("System.DateTimeOffset Pause(Document document) => System.DateTimeOffset.Parse(document.Text);")]
    [InlineData("System.TimeSpan Pause() => System.TimeSpan.Zero;")]
    [InlineData("System.TimeSpan Pause([Input] Document document) => System.TimeSpan.Zero;")]
    public Task OthersAreFine(string method) => Squiggles.AssertNoneAsync(Of("Delay(By = nameof(Pause))", method));

    [Fact]
    public Task SuchAMethodIsNotCalled() => Squiggles.AssertAsync(
        "PDR109",
        StepSources.Of(
            """
            [Step, Delay(By = nameof(Pause))] private static Summary Act(Document document) => new($"{[|Pause|](document)}");
            private static System.TimeSpan Pause(Document document) => System.TimeSpan.Zero;
            """,
            "IWorkflow<Document, Summary>"),
        "Delay 'Pause' is called like a method, which records nothing: let a step wait by it, with [Delay]");

    private static string Of(string attribute, string method) => StepSources.Of(
        $$"""
        [Step, {{attribute}}] private static Summary Act(Document document) => new("");
        private static {{method}}
        """,
        "IWorkflow<Document, Summary>");
}
