namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR007Tests
{
    private const string Id = "PDR007";

    [Theory]
    [InlineData("private static Reply Draft([|List<dynamic>|] document) => new(\"\");", "takes 'List<dynamic>', whose type JSON would lose: name the type")]
    public Task DynamicIsFoundInside(string step, string problem) => Squiggles.AssertAsync(Id, StepSources.Of($"[Step] {step}", "IWorkflow<List<object>, Reply>"), $"Step 'Draft' {problem}");

    [Fact]
    public Task ADeclaredStepTakesNoAgent() => Squiggles.AssertAsync(
        Id,
        StepSources.Of("[Step<SummarizeAgent>] private partial ValueTask<Summary> Summarize(Document document, [|NotifyAgent|] agent);", "IWorkflow<Document, Summary>"),
        "Step 'Summarize' takes the agent 'NotifyAgent', but a declared step has no code that could call it");

    [Theory]
    [InlineData("private static int Count(ref [|string|] text) => 1;", "takes 'text' by reference, but a parameter is read from the database")]
    [InlineData("private static int Count(in [|string|] text) => 1;", "takes 'text' by reference, but a parameter is read from the database")]
    [InlineData("private static int Count(out [|string|] text) { text = \"\"; return 1; }", "takes 'text' by reference, but a parameter is read from the database")]
    [InlineData("private static int Count([|string|] text = \"\") => 1;", "gives 'text' a default value, but each parameter has one producer: leave the value out")]
    [InlineData("private static int Count(params [|string[]|] text) => 1;", "takes 'text' as params, but a plan gives it one value: leave params out")]
    [InlineData("private static int [|Count|]<T>(string text) => 1;", "is generic, but each result in a plan has one type")]
    [InlineData("private static int Count([|(string, int)|] text) => 1;", "takes the tuple '(string, int)', whose values JSON would lose: make it a record")]
    [InlineData("private static int Count([|List<(string, int)>|] text) => 1;", "takes the tuple 'List<(string, int)>', whose values JSON would lose: make it a record")]
    [InlineData("private static [|Task<(int A, int B)>|] Count(string text) => null!;", "returns the tuple '(int A, int B)', whose values JSON would lose: make it a record")]
    [InlineData("private static [|IAsyncEnumerable<int>|] Count(string text) => null!;", "returns 'IAsyncEnumerable<int>', which cannot be stored: use a list")]
    [InlineData("private static int Count([|IAsyncEnumerable<int>|] text) => 1;", "takes 'IAsyncEnumerable<int>', which cannot be stored: use a list")]
    [InlineData("private static int Count([|ReadOnlySpan<char>|] text) => 1;", "takes 'ReadOnlySpan<char>', which cannot outlive a call")]
    [InlineData("private static [|dynamic|] Count(string text) => 1;", "returns 'dynamic', whose type JSON would lose: name the type")]
    [InlineData("private static async void [|Count|](string text) => await Task.Yield();", "is async void, so nothing could await it: return a Task")]
    [InlineData("private static ref readonly int [|Count|](string text) => ref One[0];", "returns by reference, but a result is stored and read back")]
    public Task WhatAStepCannotHaveIsReported(string step, string problem) => Squiggles.AssertAsync(Id, Workflow(step), $"Step 'Count' {problem}");

    [Fact]
    public Task ADeclaredStepIsCheckedAsWell() => Squiggles.AssertAsync(
        Id,
        Samples.DocumentTypes + """

        [Workflow]
        public sealed partial class Measure : IWorkflow<Document, Summary>
        {
            [Step<SummarizeAgent>] private partial ValueTask<Summary> Summarize([|Document|]? document = null);
        }
        """.Replace("[|Document|]?", "[|Document?|]", StringComparison.Ordinal));

    [Fact]
    public Task TheWorkflowsOwnTypesAreChecked() => Squiggles.AssertAsync(
        Id,
        """
        [Workflow]
        public sealed partial class [|Measure|] : IWorkflow<(int, int), int>
        {
            [Step] private static int Count() => 1;
        }
        """,
        "Workflow 'Measure' takes or returns the tuple '(int, int)', whose values JSON would lose: make it a record");

    [Theory]
    [InlineData("private static int Count(string text) => 1;")]
    [InlineData("private static int Count(string text, StepContext context, CancellationToken token) => 1;")]
    [InlineData("private static async Task<int> Count(string text) { await Task.Yield(); return 1; }")]
    [InlineData("private static int Count(string text) => 1; private static void Help(ref int number, params int[] others) { }")]
    public Task OrdinarySignaturesAreFine(string step) => Squiggles.AssertNoneAsync(Workflow(step));

    private static string Workflow(string step) => $$"""
        [Workflow]
        public sealed partial class Measure : IWorkflow<string, int>
        {
            private static readonly int[] One = [1];
            [Step] {{step}}
        }
        """;
}
