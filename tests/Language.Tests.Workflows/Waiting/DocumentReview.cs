namespace Perdure.Language.Tests.Workflows.Waiting;

/// <summary>What a reviewer says.</summary>
public sealed record Verdict(string By, bool IsGood);

/// <summary>A review by two people, of whom one may stay silent, and a mark that an agent of the workflow makes of what they say.</summary>
[Workflow]
public sealed partial class DocumentReview : IWorkflow<string, string>
{
    [Step]
    private static int Measure(string text) => text.Length;

    [Step, Retry(2, Delay = "0s")]
    private static bool Approve(int measure, [Signal("approved", Timeout = "7d")] Verdict verdict, StepContext context) =>
        context.Attempt == 1 ? throw new IOException("not yet") : verdict.IsGood && measure > 0;

    [Step, Delay("10ms"), When(nameof(IsGood))]
    private static string? Comment(bool approve, [Signal(Timeout = "50ms")] string? secondOpinion) => approve ? secondOpinion ?? "silence" : null;

    [Step<PraiseAgent>, When(nameof(IsGood))]
    private partial ValueTask<Praise> Mark([From(nameof(Measure))] int length, [Signal("mark")] int mark);

    [Step, Unless(nameof(IsGood))]
    private static Praise Blame([Input] string text, [Signal("mark")] int mark) => new($"{text} {mark}");

    [Step, Result]
    private static string Publish([From(nameof(Comment))] string? comment, Praise praise) => $"{comment}, {praise.Text}";

    private static bool IsGood(bool approve) => approve;
}

/// <summary>What is praised.</summary>
public sealed record Praised(int Length, int Mark);

/// <summary>What was said of it.</summary>
public sealed record Praise(string Text);

/// <summary>Praises.</summary>
[Agent]
public sealed class PraiseAgent : IAgent<Praised, Praise>
{
    /// <inheritdoc/>
    public ValueTask<Praise> InvokeAsync(Praised input, AgentContext context, CancellationToken cancellationToken) => new(new Praise($"{input.Length} characters, mark {input.Mark}"));
}
