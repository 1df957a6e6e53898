namespace Perdure;

/// <summary>A run was started under the same key before, with another input.</summary>
public sealed class StartConflictException : Exception
{
    internal StartConflictException(Guid executionId, string workflow, string key)
        : base($"Execution {executionId} of '{workflow}' was started under the key '{key}' with another input: use another key for another input, or ask for that run")
    {
        ExecutionId = executionId;
        Workflow = workflow;
        Key = key;
    }

    /// <summary>The run that was started under the key.</summary>
    public Guid ExecutionId { get; }

    /// <summary>The workflow's name.</summary>
    public string Workflow { get; }

    /// <summary>The key.</summary>
    public string Key { get; }
}
