using Perdure;

namespace Documents.Runs;

/// <summary>A run of one of the sample's workflows.</summary>
/// <param name="Handle">The run.</param>
/// <param name="Plan">What it runs by.</param>
/// <param name="Document">The name of its document.</param>
/// <param name="IsResumed">Whether an earlier start of the sample left it unfinished.</param>
internal sealed record DocumentRun(WorkflowHandle<Insights> Handle, WorkflowPlan<Document, Insights> Plan, string Document, bool IsResumed)
{
    /// <summary>Its id.</summary>
    public Guid Id => Handle.Id;
}
