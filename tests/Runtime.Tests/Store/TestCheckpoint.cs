using Perdure.Events;
using Perdure.Storage;

namespace Perdure.Runtime.Tests.Store;

/// <summary>Checkpoints and what they hold, as short as a test wants to write them.</summary>
internal static class TestCheckpoint
{
    /// <summary>What a run says after it was claimed: so many events, and what the test names.</summary>
    public static Checkpoint Says(
        this ClaimedRun run,
        ExecutionStatus status = ExecutionStatus.Running,
        StepWrite[]? steps = null,
        EventWrite[]? events = null,
        string? output = null,
        string? error = null,
        string? state = null,
        bool release = false,
        TimeSpan? wakeIn = null,
        long[]? consumed = null,
        long after = 0)
    {
        events ??= [new EventWrite(run.LastSeq + after + 1, EventTypes.ExecutionResumed, null, null, null)];
        return new Checkpoint
        {
            ExecutionId = run.Id,
            Token = run.Token,
            LastSeq = events[^1].Seq,
            Status = status,
            Output = output,
            Error = error,
            State = state,
            Release = release,
            WakeIn = wakeIn,
            Steps = steps ?? [],
            Events = events,
            ConsumedMessages = consumed ?? [],
        };
    }

    /// <summary>The checkpoint that ends a run well.</summary>
    public static Checkpoint Ends(this ClaimedRun run, string output = "\"done\"") => run.Says(ExecutionStatus.Success, output: output, release: true);

    /// <summary>The checkpoint that parks a run.</summary>
    public static Checkpoint Parks(this ClaimedRun run, TimeSpan? wakeIn = null) => run.Says(ExecutionStatus.Waiting, release: true, wakeIn: wakeIn);

    public static StepWrite Running(string step, int attempt = 1) => new(step, StepStatus.Running, attempt, attempt - 1, null, "{}", null, null, null);

    public static StepWrite Succeeded(string step, string? output, int attempt = 1) => new(step, StepStatus.Success, attempt, attempt - 1, null, "{}", output, null, null);

    public static StepWrite Waits(string step, TimeSpan dueIn, int attempt = 1) => new(step, StepStatus.Waiting, attempt, attempt, null, "{}", null, """{"message":"later"}""", dueIn);

    public static StepWrite Failed(string step, string error, int attempt = 1) => new(step, StepStatus.Failed, attempt, attempt, null, "{}", null, error, null);
}
