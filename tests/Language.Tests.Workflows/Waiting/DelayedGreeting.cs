namespace Perdure.Language.Tests.Workflows.Waiting;

/// <summary>Timers before a plain step, a mapped one and a loop.</summary>
[Workflow]
public sealed partial class DelayedGreeting : IWorkflow<string, string?>
{
    [Step, Delay("50ms"), Retry(2, Delay = "0s")]
    private static string[] Split(string text, StepContext context) => context.Attempt == 1 ? throw new IOException("not yet") : text.Split(' ');

    [Step, Delay("50ms")]
    private static int Measure([ForEach] string word) => word.Length;

    [Step]
    private static int Sum(int[] lengths) => lengths.Sum();

    [Step, Delay("50ms"), Repeat(Until = nameof(IsRound), Max = 10)]
    private static int Raise(int number) => number + 1;

    [Step, Result, When(nameof(IsRound)), Delay("50ms")]
    private static string? Write(int number) => $"{number}";

    private static bool IsRound(int number) => number % 10 == 0;
}
