using Perdure.State;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>When a held run may begin, and when its time is over.</summary>
internal sealed partial class RunProgress
{
    /// <summary>The monotonic time before which no step of the run starts, whoever wakes it; null: it may begin at once.</summary>
    public long? BeginsAt { get; init; }

    /// <summary>The monotonic time at which the run fails unless it has ended; null: it has no limit.</summary>
    public long? EndsAt { get; init; }

    /// <summary>Whether the steps that run are to end: the run was asked to, or its time is over.</summary>
    public bool IsEnding => IsCancelling || isOutOfTime;

    private bool isOutOfTime;

    /// <summary>Fails a run whose time is over. One that is paused fails when it goes on; one of which nothing is left to be done has succeeded.</summary>
    private void Expire(long now)
    {
        if (!(EndsAt <= now) || failure is not null || IsCancelling || stopping || wishes.IsPaused || state.HasSucceeded) return;
        isOutOfTime = true;
        failure = new StepError(
            typeof(TimeoutException).FullName!,
            $"Execution {run.Id} of '{plan.Id}' had not ended when its time was over, which its [Workflow(Timeout)] or its StartOptions limit",
            Step: null,
            Attempt: 0,
            Stack: null);
    }

    /// <summary>How long until the run may begin; zero: it may.</summary>
    private TimeSpan BeginsIn(long now) => BeginsAt > now ? time.GetElapsedTime(now, BeginsAt.Value) : TimeSpan.Zero;

    /// <summary>After how long a run has to be looked at: when a step is due or its own time is over. Null: nothing is to be waited for.</summary>
    private TimeSpan? DueIn(long now)
    {
        TimeSpan? due = state.NextDue(now, IsAskedAbout);
        if (EndsAt is not { } at) return due;
        TimeSpan left = at > now ? time.GetElapsedTime(now, at) : TimeSpan.Zero;
        return left < due || due is null ? left : due;
    }

    /// <summary>Whether something waits for an answer, and not for its own time: for whom its slot is, or whether it is skipped.</summary>
    private bool IsAskedAbout(StepUnit unit) => queues.IsAsked(unit) || answers.IsChecked(unit) || (IsUndecided(unit) && !children.IsWaiting(unit));
}
