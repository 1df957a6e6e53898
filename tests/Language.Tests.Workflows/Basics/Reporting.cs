namespace Perdure.Language.Tests.Workflows.Basics;

/// <summary>All that ties steps: types, names, what is written down, and order without data.</summary>
[Workflow("reporting", Version = 2), Timeout("1m")]
public sealed partial class Reporting : IWorkflow<Document, Report>
{
    [Step<FirstWordAgent>(Id = "Shorten", As = "short")]
    private partial ValueTask<Summary> Summarize(Document document);

    [Step(As = "long"), After(nameof(Note))]
    private static Summary Copy([Input] Document document) => new(document.Text);

    [Step<OpinionAgent>, Retry(3, Delay = "0s", NonRetryable = [typeof(ArgumentException)]), NotIdempotent]
    private partial ValueTask<Opinion> Judge(Document document);

    [Step(Id = "Remark")]
    private static async Task Note(Document document, StepContext context, CancellationToken cancellationToken)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (context.IdempotencyKey.Length == 0 || document.Text.Length == 0) throw new InvalidOperationException("nothing to note");
    }

    [Step]
    private static Report Draft(Summary @short, [From(nameof(Copy))] Summary all, Opinion opinion) => new($"{@short.Text} of {all.Text}; {opinion.Text}");

    [Step, Result]
    private static Report Sign(Report draft) => new(draft.Text + " (signed)");

    [Step]
    private static Report File([From(nameof(Draft))] Report draft) => draft;
}
