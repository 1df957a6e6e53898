using Perdure.Planning;

namespace Perdure.Publishing;

/// <summary>What documents can say and published ones cannot, each as a finding of its own.</summary>
internal static class PublishedRules
{
    /// <summary>What stands against publishing a document.</summary>
    public static IEnumerable<DocumentFinding> Judge(WorkflowDocument document)
    {
        foreach (Written<ScheduleDescription> schedule in document.Schedules) yield return Refuse("The workflow", "schedule", schedule.Range, "workers bring their schedules when they start, so compile the document, or start runs of it from a schedule of your own");
        foreach (Written<string> exception in document.NonRetryable) yield return RefuseException("The workflow", exception);
        foreach (StepDocument step in document.Steps)
        {
            foreach (Written<string> exception in step.NonRetryable.Concat(step.Compensate?.NonRetryable ?? default)) yield return RefuseException($"Step '{step.Id.Value}'", exception);
        }
    }

    /// <summary>The document without what is refused, so that each of it is told of once.</summary>
    public static WorkflowDocument Allowed(WorkflowDocument document) => document with
    {
        Schedules = default,
        NonRetryable = default,
        Steps = new(document.Steps.Select(step => step with { NonRetryable = default, Compensate = step.Compensate is { } undo ? undo with { NonRetryable = default } : null })),
    };

    /// <summary>Steps of which the result comes that write it in different ways.</summary>
    public static DocumentFinding RefuseMixed(WorkflowDocument document, string difference) => Refuse(
        "The workflow", "result", document.Result.Count > 0 ? document.Result[0].Range : document.Name.Range, $"its steps write '{difference}' as JSON in different ways, so let their agents share a serializer context, or take what they return in one more step");

    private static DocumentFinding RefuseException(string subject, Written<string> exception) =>
        Refuse(subject, "nonRetryable", exception.Range, $"'{exception.Value}' is a type that no worker could find by its name, so let the agent throw a NonRetryableException, or compile the document");

    private static DocumentFinding Refuse(string subject, string property, TextRange place, string reason) => new(DocumentRules.NotPublishable, place, new([subject, property, reason]), default);
}
