namespace Perdure;

/// <summary>A run did not end with a result.</summary>
public abstract class WorkflowException : Exception
{
    private protected WorkflowException(string message, Guid executionId, string workflow)
        : base(message)
    {
        ExecutionId = executionId;
        Workflow = workflow;
    }

    /// <summary>The run.</summary>
    public Guid ExecutionId { get; }

    /// <summary>The workflow's name.</summary>
    public string Workflow { get; }
}

/// <summary>A run failed: a step failed for good.</summary>
public sealed class WorkflowFailedException : WorkflowException
{
    internal WorkflowFailedException(ExecutionInfo run, StepError error)
        : base(Describe(run, error), run.Id, run.Workflow)
    {
        Error = error;
        IsCompensated = run.Status == ExecutionStatus.Compensated;
    }

    /// <summary>The failure of the step.</summary>
    public StepError Error { get; }

    /// <summary>Whether the steps that were to be undone are.</summary>
    public bool IsCompensated { get; }

    private static string Describe(ExecutionInfo run, StepError error)
    {
        string where = error.Step is null ? "" : error.Attempt == 0 ? $"step '{error.Step}': " : $"step '{error.Step}', attempt {error.Attempt}: ";
        string cause = error.Inner is { } inner && !error.Message.EndsWith(inner.Message, StringComparison.Ordinal) ? $", caused by: {inner.Message} ({inner.Type})" : "";
        string undone = run.Status == ExecutionStatus.Compensated ? "; its completed steps are undone"
            : error.FailedUndos is [var first, ..] undos ? $"; {undos.Count} of its steps could not be undone, first '{first.Step}': {first.Message} ({first.Type})"
            : "";
        return $"Execution {run.Id} of '{run.Workflow}' failed: {where}{error.Message} ({error.Type}){cause}{undone}";
    }
}

/// <summary>A run was cancelled.</summary>
public sealed class WorkflowCancelledException : WorkflowException
{
    internal WorkflowCancelledException(ExecutionInfo run)
        : base($"Execution {run.Id} of '{run.Workflow}' was cancelled", run.Id, run.Workflow)
    {
    }
}

/// <summary>There is no run of that id.</summary>
public sealed class ExecutionNotFoundException : Exception
{
    internal ExecutionNotFoundException(Guid executionId, bool isUncommitted = false)
        : base(isUncommitted
            ? $"There is no execution {executionId} yet: the transaction that it was started in has not been committed, or was rolled back; commit it first"
            : $"There is no execution {executionId}: it was never started in this database, or it has been deleted since") => ExecutionId = executionId;

    /// <summary>The id that was asked for.</summary>
    public Guid ExecutionId { get; }
}
