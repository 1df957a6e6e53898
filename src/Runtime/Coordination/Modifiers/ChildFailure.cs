using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>Why a child run gave its step no result.</summary>
/// <param name="Exception">What decides whether the step is tried again, with another child.</param>
/// <param name="Inner">The child's own error; null: it has none.</param>
internal sealed record ChildFailure(Exception Exception, StepError? Inner)
{
    /// <summary>Reads the row of a child that did not end well.</summary>
    /// <param name="step">The step.</param>
    /// <param name="child">The child's id.</param>
    /// <param name="row">Its row; null: there is none any more.</param>
    public static ChildFailure Of(StepPlan step, Guid child, ExecutionRow? row)
    {
        string subject = $"Child {child} of step '{step.Id}'";
        StepError? error = row?.Error is { } json ? PerdureJson.ReadError(json) : null;
        return row?.Status switch
        {
            ExecutionStatus.Failed or ExecutionStatus.Compensated => new ChildFailure(new ChildFailedException($"{subject} failed: {error!.Message}"), error),
            ExecutionStatus.Cancelled => new ChildFailure(new ChildCancelledException($"{subject} was cancelled"), null),
            _ => new ChildFailure(new ChildFailedException($"{subject} was deleted before its result was taken"), null),
        };
    }
}
