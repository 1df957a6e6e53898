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
        : base(Describe(run, error), run.Id, run.Workflow) => Error = error;

    /// <summary>The failure of the step.</summary>
    public StepError Error { get; }

    private static string Describe(ExecutionInfo run, StepError error) => error.Step is null
        ? $"Execution {run.Id} of '{run.Workflow}' failed: {error.Message} ({error.Type})"
        : $"Execution {run.Id} of '{run.Workflow}' failed: step '{error.Step}', attempt {error.Attempt}: {error.Message} ({error.Type})";
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
