namespace Perdure.Steps;

/// <summary>The time that an attempt has: its own, or what is left of that of all attempts together, whichever is over first.</summary>
internal sealed class AttemptLimit : IDisposable
{
    /// <summary>What a timer can count to. No attempt lives that long: a longer limit is none.</summary>
    internal static readonly TimeSpan LongestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly StepStart start;
    private readonly CancellationTokenSource? timer;

    /// <param name="start">The attempt, which begins now.</param>
    /// <param name="time">The clock.</param>
    public AttemptLimit(StepStart start, TimeProvider time)
    {
        this.start = start;

        // A child has its own workers, and its step a due time.
        if (start.Step.Child is not null) return;
        TimeSpan? left = start.EndsAt is { } at ? time.GetElapsedTime(time.GetTimestamp(), at) : null;
        IsTotal = left is not null && (start.Timeout is not { } own || left < own);
        if ((IsTotal ? left : start.Timeout) is { } limit && limit <= LongestTimer) timer = new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time);
    }

    /// <summary>Cancelled when the time is over.</summary>
    public CancellationToken Token => timer?.Token ?? CancellationToken.None;

    /// <summary>Whether the time is over.</summary>
    public bool IsOver => timer is { IsCancellationRequested: true };

    /// <summary>Whether it is that of all attempts together, so that no other follows.</summary>
    public bool IsTotal { get; }

    /// <summary>Why the attempt has failed.</summary>
    /// <param name="cutOff">What its code threw when it was cut off. That it was cancelled is no cause: the time is.</param>
    public TimeoutException Describe(Exception cutOff)
    {
        Exception? cause = cutOff is OperationCanceledException ? null : cutOff;
        return IsTotal
            ? OutOfTime(start.ExecutionId, start.Step, start.Attempt, isCutOff: true, cause)
            : new TimeoutException($"Execution {start.ExecutionId}: {(start.IsUndo ? $"undo '{start.Name}' of step" : "step")} '{start.Step.Id}' took longer than {start.Timeout} in attempt {start.Attempt}", cause);
    }

    /// <summary>Why a step has failed whose attempts have had all their time.</summary>
    /// <param name="executionId">The run.</param>
    /// <param name="step">The step.</param>
    /// <param name="attempt">The last attempt that there was.</param>
    /// <param name="isCutOff">Whether it was still at work.</param>
    /// <param name="cause">What its code threw meanwhile; null: nothing.</param>
    public static TimeoutException OutOfTime(Guid executionId, StepPlan step, int attempt, bool isCutOff = false, Exception? cause = null)
    {
        string attempts = attempt == 1 ? "1 attempt" : $"{attempt} attempts";
        string end = !isCutOff ? "" : attempt == 1 ? ", which was cut off" : $", of which attempt {attempt} was cut off";
        return new TimeoutException($"Execution {executionId}: step '{step.Id}' did not succeed within {step.TotalTimeout}, the total of its [Timeout], in {attempts}{end}", cause);
    }

    public void Dispose() => timer?.Dispose();
}
