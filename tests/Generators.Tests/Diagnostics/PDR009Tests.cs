namespace Perdure.Generators.Tests.Diagnostics;

public sealed class PDR009Tests
{
    private const string Id = "PDR009";

    [Fact]
    public Task TwoStepsOfOneMethodNameAreReportedOnce() => Squiggles.AssertAsync(
        Id,
        Workflow("[Step] private static int Count(string text) => 1; [Step] private static void [|Count|](int count) { }"),
        "Steps 'Count' and 'Count' have one name, 'Count', so their results could not be told apart");

    [Fact]
    public Task TwoStepsOfOneIdAreReported() => Squiggles.AssertAsync(
        Id,
        Workflow("[Step] private static int Count(string text) => 1; [Step] private static Task [|CountAsync|](int count) => Task.CompletedTask;"),
        "Steps 'Count' and 'CountAsync' have one id, 'Count', so their results could not be told apart");

    [Fact]
    public Task AnExplicitIdIsCompared() => Squiggles.AssertAsync(
        Id,
        Workflow("[Step(Id = \"Other\")] private static int Count(string text) => 1; [Step] private static void [|Other|](int count) { }"),
        "Steps 'Count' and 'Other' have one id, 'Other', so their results could not be told apart");

    [Fact]
    public Task AnExplicitIdTellsStepsApart() => Squiggles.AssertNoneAsync(
        Workflow("[Step] private static int Count(string text) => 1; [Step(Id = \"CountLater\")] private static Task CountAsync(int count) => Task.CompletedTask;"));

    [Fact]
    public Task AnOverloadThatIsNoStepIsFine() => Squiggles.AssertNoneAsync(
        Workflow("[Step] private static int Count(string text) => 1; private static int Count(int number) => number;"));

    [Fact]
    public Task IdsDifferByCase() => Squiggles.AssertNoneAsync(
        Workflow("[Step] private static int Count(string text) => 1; [Step(Id = \"count\")] private static void Other(int count) { }"));

    private static string Workflow(string members) => $"[Workflow] public sealed partial class Measure : IWorkflow<string, int> {{ {members} }}";
}
