using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;

namespace Perdure.Coordination.Progress;

/// <summary>Steps whose attempts have had all the time that they have together.</summary>
internal sealed partial class RunProgress
{
    /// <summary>Whether nothing is left of the time of a step's attempts, or will not be after a wait.</summary>
    private bool IsOutOfTime(StepUnit unit, TimeSpan wait, long now) => state.TimeLeft(unit, now) is { } left && left <= wait;

    /// <summary>No attempt is begun for which there is no time, as after a crash: the step has failed, by what its last attempt failed of where one did.</summary>
    private void RunOut(StepUnit unit)
    {
        StepState step = state[unit];
        draft.LeaveQueue(unit);
        draft.StopAgent(unit);
        Fail(unit, step, OutOfTime(unit, step.Attempt), Last(step), isLast: true);
        Settled(unit, step, isDone: false);
    }

    /// <summary>An attempt was cut off when the time of all was over: what it did not come to says less than what the one before failed of.</summary>
    private void CutOff(StepUnit unit, StepState step, Exception exception) => Fail(unit, step, exception, exception.InnerException is null ? Last(step) : null, isLast: true);

    private static StepError? Last(StepState step) => step.Error is { } last ? PerdureJson.ReadError(last) : null;

    private TimeoutException OutOfTime(StepUnit unit, int attempt) => AttemptLimit.OutOfTime(run.Id, plan.Steps[unit.Step], attempt);
}
