using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>What documents can say and published ones cannot, each as a finding of its own.</summary>
internal static class PublishedRules
{
    /// <summary>What stands against publishing a document.</summary>
    /// <param name="document">The document.</param>
    /// <param name="plan">Its plan; null: something else stands against it.</param>
    /// <param name="exceptions">The keys of the exceptions of which agents say that they are not retried.</param>
    public static IEnumerable<DocumentFinding> Judge(WorkflowDocument document, PlanModel? plan, IReadOnlySet<string> exceptions)
    {
        foreach (Written<ScheduleDescription> schedule in document.Schedules) yield return Refuse("The workflow", "schedule", schedule.Range, "workers bring their schedules when they start, so compile the document, or start runs of it from a schedule of your own");
        if (plan is null) yield break;
        foreach (PlanStep step in plan.Steps)
        {
            TextRange place = document.Steps.FirstOrDefault(written => written.Id.Value == step.Method)?.Id.Range ?? document.Name.Range;
            string subject = $"Step '{step.Method}'";
            if (step.Compensation is not null) yield return Refuse(subject, "compensate", place, "compile the document, or undo in a compiled workflow that runs as a child");
            if (step.Queue?.Key is not null) yield return Refuse(subject, "key", place, "compile the document, or declare a queue without keys");
            if (step.Retry is { } retry && retry.NonRetryable.FirstOrDefault(key => !exceptions.Contains(key)) is { } exception)
                yield return Refuse(subject, "nonRetryable", place, $"'{exception}' is of no agent of this process, so let the agent throw a NonRetryableException, or compile the document");
            if (step.DelayBy is not null) yield return Refuse(subject, "delay", place, "a published document waits for a fixed time, so write that, or compile the document");
        }
    }

    private static DocumentFinding Refuse(string subject, string property, TextRange place, string reason) => new(DocumentRules.NotPublishable, place, new([subject, property, reason]), default);
}
