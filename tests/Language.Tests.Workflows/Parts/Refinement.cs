namespace Perdure.Language.Tests.Workflows.Parts;

/// <summary>A loop stands in the place of what it begins with: what comes after it takes the last draft.</summary>
[Workflow]
public sealed partial class Refinement : IWorkflow<string, string>
{
    [Step]
    private static Draft Write(string text) => new(text, 0);

    [Step, Repeat(Until = nameof(IsGood), Max = 9, Keep = 1)]
    private static Draft Refine(Draft draft, StepContext context) => new($"{draft.Text}{context.Round}", draft.Score + 1);

    [Step]
    private static string Publish(Draft draft, [From(nameof(Write))] Draft first) => $"{first.Text} -> {draft.Text}";

    private static bool IsGood(Draft draft) => draft.Score >= 3;
}

/// <summary>Each item of a map in rounds, while there is something to do; what is not done in time is taken as it is.</summary>
[Workflow]
public sealed partial class RefinementOfEach : IWorkflow<List<Draft>, Draft[]>
{
    [Step, Repeat(While = nameof(NeedsWork), Max = 3, AtMax = RepeatEnd.TakeLast, On = nameof(draft))]
    private Draft Refine([ForEach] Draft draft) => draft with { Text = draft.Text + "+", Score = draft.Score + 1 };

    private bool NeedsWork(Draft draft) => draft.Score < 3;
}

/// <summary>A loop with a wait between its rounds.</summary>
[Workflow]
public sealed partial class PacedLoop : IWorkflow<int, int>
{
    [Step, Repeat(Until = nameof(IsThree), Delay = "50ms")]
    private static int Add(int number) => number + 1;

    private static bool IsThree(int number) => number == 3;
}
