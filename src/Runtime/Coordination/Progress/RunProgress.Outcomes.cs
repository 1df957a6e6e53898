using Perdure.Events;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>What becomes of a step when an attempt of it has ended.</summary>
internal sealed partial class RunProgress
{
    /// <summary>How often in a row a step is repeated at once because its transaction met another one; then it has failed.</summary>
    private const int MaxConflicts = 3;

    private void Settled(StepUnit unit, StepState step, bool isDone)
    {
        hasSettled |= step.IsSettled;
        if (!unit.IsStep) Note(step.IsSettled ? parts.Settle(unit, isDone) : parts.GiveUp(unit));
    }

    private void Interrupt(StepUnit unit, string reason)
    {
        if (children.HasEndedOf(unit))
        {
            children.TakeBack(unit);
            return;
        }

        if (IsEnding || !parts.MayRetry(unit))
        {
            draft.Cancel(unit);
            return;
        }

        // The attempt is lost, as it would be in a crash, and does not count as a failure.
        state.Wait(unit, TimeSpan.Zero);
        draft.Tell(EventTypes.StepRetryScheduled, unit, ("reason", reason));
    }

    /// <summary>An attempt has failed: another follows where [Retry] allows it and there is time for it, else the step has failed.</summary>
    private void Fail(StepUnit unit, StepState step, Exception exception, StepError? inner = null, bool isLast = false)
    {
        StepError error = StepErrors.From(exception, plan.Steps[unit.Step].Id, step.Attempt);
        if (inner is not null) error = error with { Inner = inner };
        error = Advise(unit, exception, error);
        children.Settle(unit);

        // One that was out of time was not begun.
        if (step.Failures < step.Attempt) step.Failures++;
        TimeSpan? retry = isLast ? null : NextTry(unit, step.Failures, exception);
        if (retry is { } wait && IsOutOfTime(unit, wait, time.GetTimestamp()))
        {
            error = StepErrors.From(OutOfTime(unit, step.Attempt), plan.Steps[unit.Step].Id, step.Attempt) with { Inner = error };
            retry = null;
        }

        step.Error = PerdureJson.Write(error);
        draft.TellFailure(unit, error);
        EndTry(unit, isLast: retry is null);
        if (retry is { } delay)
        {
            state.Wait(unit, delay);
            draft.Tell(EventTypes.StepRetryScheduled, unit, ("delay", delay.ToString("c", System.Globalization.CultureInfo.InvariantCulture)));
            return;
        }

        state.Set(unit, StepStatus.Failed);
        if (unit.IsStep) Note(error);
    }

    /// <summary>What failed fails, unless it is to be sent to its agent again. That a code step has called a remote agent is kept where it fails: its next try goes by other ids.</summary>
    private void FailUnlessSentAgain(StepOutcome outcome, StepState step, Exception exception)
    {
        RemoteEnd? remote = outcome.Remote;
        if (exception is RemoteAgentException && Doubt(outcome.Unit, remote) is { } doubt)
        {
            remote = remote! with { Error = doubt };
            exception = new RemoteAgentException(plan.Steps[outcome.Unit.Step].Agent!, doubt, exception);
        }

        if (exception is RemoteAgentException && IsSentAgain(outcome.Unit, remote)) return;
        if (outcome.Remote is not null) step.Agent ??= WorkOf(outcome.Unit);
        Fail(outcome.Unit, step, exception);
    }

    /// <summary>After how long another attempt follows one that has failed; null: none does. Where nobody knows what a remote agent did, no policy decides on it: see <see cref="IsSentAgain"/>.</summary>
    private TimeSpan? NextTry(StepUnit unit, int failures, Exception exception)
    {
        if (failure is not null || IsCancelling || !parts.MayRetry(unit)) return null;
        StepPlan step = plan.Steps[unit.Step];
        var remote = exception as RemoteAgentException;
        if (remote is { Error.Kind: AgentErrorKind.Ambiguous } && (step.NotIdempotent || step.Agent is not null)) return null;
        TimeSpan? next = RetrySchedule.Next(step.Retry, failures, exception, Random.Shared.NextDouble());
        return next < remote?.Error.RetryAfter ? remote!.Error.RetryAfter : next;
    }

    private void Tell(StepUnit unit, AgentCall call)
    {
        if (!call.Declared) draft.Tell(EventTypes.AgentInvoked, unit, ("agent", call.Agent));
        if (!call.Answered) return;
        List<(string Key, string Value)> payload = [("agent", call.Agent)];
        if (call.Usage is { } usage)
        {
            if (usage.Model is { } model) payload.Add(("model", Cut(model)));
            payload.Add(("input_tokens", Text(usage.InputTokens)));
            payload.Add(("output_tokens", Text(usage.OutputTokens)));
        }

        if (call.Took is { } took) payload.Add(("duration", took.ToString("c", System.Globalization.CultureInfo.InvariantCulture)));
        draft.Tell(EventTypes.AgentResponse, unit, [.. payload]);
    }

    /// <summary>A step whose signal has not come in time has failed, and with a round its step.</summary>
    private void TakeSignals(long now)
    {
        foreach (StepUnit unit in signals.Advance(now))
        {
            if (unit.IsStep) Note(PerdureJson.ReadError(state[unit].Error!));
            else Settled(unit, state[unit], isDone: false);
        }
    }

    private void Note(StepError? error) => failure ??= error;

    /// <summary>The run fails for what no row of a step tells of. What it then cancels is recorded together with why: whoever takes it over would find steps cancelled, and no failure.</summary>
    private void NoteOfRun(StepError error)
    {
        if (failure is not null) return;
        failure = error;
        state.Failure = PerdureJson.Write(error);
    }

    private void Complete(StepOutcome outcome, StepState step)
    {
        children.Settle(outcome.Unit);
        step.Output = outcome.Output;
        step.Error = null;
        state.Set(outcome.Unit, StepStatus.Success);
        draft.Tell(EventTypes.StepCompleted, outcome.Unit);
        if (outcome.Tag is { } tag) draft.Tag(plan.Steps[outcome.Unit.Step].Tag!, tag);
    }
}
