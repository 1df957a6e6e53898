using Perdure.Language.Tests.Workflows.Waiting;

namespace Perdure.Language.Tests.Workflows.Timing;

/// <summary>A run that waits for what does not come, longer than it may.</summary>
[Workflow(Timeout = "1h")]
public sealed partial class Hurried : IWorkflow<string, string>
{
    [Step, Compensate(nameof(Cancel))]
    private static int Book(string text) => text.Length;

    [Step, Result]
    private static string Confirm(int number, [Signal("never")] Verdict verdict) => $"{number} {verdict.By}";

    private static void Cancel(int booked, StepError? cause)
    {
        if (booked == 0 || cause is null) throw new InvalidOperationException("nothing was booked");
    }
}

/// <summary>A run whose child does not end in time.</summary>
[Workflow]
public sealed partial class HurriedParent : IWorkflow<string, string?>
{
    [Step<Hurried>]
    private partial string Ask(string text);
}
