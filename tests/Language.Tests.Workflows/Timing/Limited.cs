namespace Perdure.Language.Tests.Workflows.Timing;

/// <summary>Steps whose attempts have time enough together: a plain one, each item of a mapped one, each round of a loop.</summary>
[Workflow]
public sealed partial class InTime : IWorkflow<string, string>
{
    [Step, Timeout("30s", Total = "2m"), Retry(3, Delay = "0s")]
    private static string[] Split(string text, StepContext context) => context.Attempt == 1 ? throw new IOException("not yet") : text.Split(' ');

    [Step, Timeout(Total = "2m")]
    private static int Measure([ForEach] string word) => word.Length;

    [Step]
    private static int Sum(int[] lengths) => lengths.Sum();

    [Step, Timeout(Total = "2m"), Repeat(Until = nameof(IsRound), Max = 10)]
    private static int Raise(int number) => number + 1;

    [Step, Result]
    private static string Write(int number) => $"{number}";

    private static bool IsRound(int number) => number % 5 == 0;
}

/// <summary>A step that would be tried for ever.</summary>
[Workflow]
public sealed partial class OutOfTime : IWorkflow<string, string>
{
    [Step, Timeout("200ms", Total = "500ms"), Retry(1_000, Delay = "20ms", Factor = 1)]
    private static string Fail(string text, StepContext context) => throw new IOException($"{text} {context.Attempt}");
}
