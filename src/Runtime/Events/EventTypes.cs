namespace Perdure.Events;

/// <summary>What happens to a run. The table's constraint names the same ones.</summary>
internal static class EventTypes
{
    public const string ExecutionCreated = "EXECUTION_CREATED";
    public const string ExecutionStarted = "EXECUTION_STARTED";
    public const string ExecutionWaiting = "EXECUTION_WAITING";
    public const string ExecutionResumed = "EXECUTION_RESUMED";
    public const string ExecutionCompleted = "EXECUTION_COMPLETED";
    public const string ExecutionFailed = "EXECUTION_FAILED";
    public const string ExecutionCancelled = "EXECUTION_CANCELLED";
    public const string StepStarted = "STEP_STARTED";
    public const string StepCompleted = "STEP_COMPLETED";
    public const string StepFailed = "STEP_FAILED";
    public const string StepCancelled = "STEP_CANCELLED";
    public const string StepRetryScheduled = "STEP_RETRY_SCHEDULED";
    public const string AgentInvoked = "AGENT_INVOKED";
    public const string AgentResponse = "AGENT_RESPONSE";
    public const string LockAcquired = "LOCK_ACQUIRED";
    public const string LockTakenOver = "LOCK_TAKEN_OVER";
    public const string LockReleased = "LOCK_RELEASED";
}
