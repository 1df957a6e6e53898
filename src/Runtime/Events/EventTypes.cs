using System.Collections.Frozen;

namespace Perdure;

/// <summary>What happens to a run: the types of its events.</summary>
public static class EventTypes
{
    /// <summary>A client started the run. Recorded when a worker first takes it up; of a run that was forked from another at once, with that run's id.</summary>
    public const string ExecutionCreated = "EXECUTION_CREATED";

    /// <summary>A worker took it up for the first time.</summary>
    public const string ExecutionStarted = "EXECUTION_STARTED";

    /// <summary>It waits for a due time or a signal, and no worker holds it meanwhile.</summary>
    public const string ExecutionWaiting = "EXECUTION_WAITING";

    /// <summary>Somebody paused it: what ran has settled, and nothing more starts until somebody lets it go on.</summary>
    public const string ExecutionPaused = "EXECUTION_PAUSED";

    /// <summary>A worker took it up again, or somebody let a run that had ended go on.</summary>
    public const string ExecutionResumed = "EXECUTION_RESUMED";

    /// <summary>It ended with its result.</summary>
    public const string ExecutionCompleted = "EXECUTION_COMPLETED";

    /// <summary>It ended because a step failed for good.</summary>
    public const string ExecutionFailed = "EXECUTION_FAILED";

    /// <summary>It ended because somebody asked for it; the payload of one that was terminated says who and why.</summary>
    public const string ExecutionCancelled = "EXECUTION_CANCELLED";

    /// <summary>It failed or was cancelled, and its completed steps are undone from now on, the one that completed last first.</summary>
    public const string CompensationStarted = "COMPENSATION_STARTED";

    /// <summary>It ended because a step failed for good, and its completed steps are undone.</summary>
    public const string ExecutionCompensated = "EXECUTION_COMPENSATED";

    /// <summary>An attempt to undo a step started; the attempt is that of the undo.</summary>
    public const string StepCompensationStarted = "STEP_COMPENSATION_STARTED";

    /// <summary>A step was undone; the attempt is that of the undo.</summary>
    public const string StepCompensated = "STEP_COMPENSATED";

    /// <summary>An attempt to undo a step failed; the payload is the error, and the attempt that of the undo.</summary>
    public const string StepCompensationFailed = "STEP_COMPENSATION_FAILED";

    /// <summary>An attempt of a step started.</summary>
    public const string StepStarted = "STEP_STARTED";

    /// <summary>The run was forked, and has the result of a step without having run it; the payload says from which run it was copied, or that it was given.</summary>
    public const string StepCopied = "STEP_COPIED";

    /// <summary>An attempt of a step ended well, and its result is recorded.</summary>
    public const string StepCompleted = "STEP_COMPLETED";

    /// <summary>An attempt of a step failed; the payload is the error.</summary>
    public const string StepFailed = "STEP_FAILED";

    /// <summary>A step was cut off, or will not be tried again, because its run ends.</summary>
    public const string StepCancelled = "STEP_CANCELLED";

    /// <summary>A failed step will be tried again.</summary>
    public const string StepRetryScheduled = "STEP_RETRY_SCHEDULED";

    /// <summary>A step did not run: another run recorded the result for the same input, and it took that.</summary>
    public const string StepCached = "STEP_CACHED";

    /// <summary>A step that could start waits: before its first attempt for the time of its [Delay] or for a signal, before any attempt for a slot of its queue.</summary>
    public const string StepWaiting = "STEP_WAITING";

    /// <summary>A step that waited for a signal has taken it.</summary>
    public const string SignalReceived = "SIGNAL_RECEIVED";

    /// <summary>A step has waited for a signal as long as it may.</summary>
    public const string SignalTimedOut = "SIGNAL_TIMED_OUT";

    /// <summary>A step will not run: a condition does not hold, or a step was skipped whose result it needs.</summary>
    public const string StepSkipped = "STEP_SKIPPED";

    /// <summary>A predicate was asked, and what it said is recorded.</summary>
    public const string PredicateEvaluated = "PREDICATE_EVALUATED";

    /// <summary>A step called an agent.</summary>
    public const string AgentInvoked = "AGENT_INVOKED";

    /// <summary>The agent answered.</summary>
    public const string AgentResponse = "AGENT_RESPONSE";

    /// <summary>A remote agent has the work; the payload says where it is found.</summary>
    public const string AgentStarted = "AGENT_STARTED";

    /// <summary>A node or tool of a remote agent has come to something. So many of an attempt at most: the stream of the run has all.</summary>
    public const string AgentProgress = "AGENT_PROGRESS";

    /// <summary>A remote agent asks back, and its step waits for the answers.</summary>
    public const string AgentInterrupted = "AGENT_INTERRUPTED";

    /// <summary>What was sent as an answer is not what the agent asks for; the wait goes on.</summary>
    public const string AgentAnswerRefused = "AGENT_ANSWER_REFUSED";

    /// <summary>All that a remote agent asked is answered, and the attempt that waited goes on.</summary>
    public const string AgentResumed = "AGENT_RESUMED";

    /// <summary>A remote agent has not answered; what follows of it says the next event.</summary>
    public const string AgentFailed = "AGENT_FAILED";

    /// <summary>The remote side was asked to stop work that was given up; the payload says whether it does.</summary>
    public const string AgentStopped = "AGENT_STOPPED";

    /// <summary>A step started a child run, and waits for it.</summary>
    public const string ChildStarted = "CHILD_STARTED";

    /// <summary>The child run has ended.</summary>
    public const string ChildEnded = "CHILD_ENDED";

    /// <summary>A worker became the holder of the run.</summary>
    public const string LockAcquired = "LOCK_ACQUIRED";

    /// <summary>A worker became the holder in the place of one that is dead.</summary>
    public const string LockTakenOver = "LOCK_TAKEN_OVER";

    /// <summary>The holder let go of the run.</summary>
    public const string LockReleased = "LOCK_RELEASED";

    internal static FrozenSet<string> All { get; } = FrozenSet.Create(
        StringComparer.Ordinal,
        ExecutionCreated,
        ExecutionStarted,
        ExecutionWaiting,
        ExecutionPaused,
        ExecutionResumed,
        ExecutionCompleted,
        ExecutionFailed,
        ExecutionCancelled,
        CompensationStarted,
        ExecutionCompensated,
        StepCompensationStarted,
        StepCompensated,
        StepCompensationFailed,
        StepStarted,
        StepCopied,
        StepCompleted,
        StepFailed,
        StepCancelled,
        StepRetryScheduled,
        StepWaiting,
        SignalReceived,
        SignalTimedOut,
        StepSkipped,
        StepCached,
        PredicateEvaluated,
        AgentInvoked,
        AgentResponse,
        AgentStarted,
        AgentProgress,
        AgentInterrupted,
        AgentAnswerRefused,
        AgentResumed,
        AgentFailed,
        AgentStopped,
        ChildStarted,
        ChildEnded,
        LockAcquired,
        LockTakenOver,
        LockReleased);
}
