using System.Globalization;
using Perdure.Agents;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Progress;

/// <summary>The remote agents of a held run: what they tell, what they ask, and when their work is sent again or stopped.</summary>
internal sealed partial class RunProgress
{
    /// <summary>How much longer a runtime may ask to be left alone.</summary>
    private static readonly TimeSpan LongestRest = TimeSpan.FromDays(1);

    /// <summary>How remote agents are driven.</summary>
    public AgentOptions AgentOptions { get; init; } = new();

    /// <summary>How many tries of a step may come to nobody knows what, before it has failed.</summary>
    public int MaxAmbiguities { get; init; } = new PerdureOptions().MaxRecoveries;

    /// <summary>Takes in what an agent tells while it is at work. Of an attempt that has ended nothing is taken in.</summary>
    public void Apply(AgentNews news)
    {
        if (state.Find(news.Unit) is not { Status: StepStatus.Running } step || step.Attempt != news.Attempt) return;
        draft.RecordStart(news.Unit);
        string agent = plan.Steps[news.Unit.Step].Agent!;
        if (news.Node is { } node) draft.TellOf(EventTypes.AgentProgress, news.Unit, news.At, ("agent", agent), ("node", Cut(node)), ("kind", Cut(news.Kind)));
        if (news.Handle is not { } handle) return;
        AgentWork work = WorkOf(news.Unit);
        step.Agent = work with { Handle = handle, IsUncertain = false, Refusals = work.Sent is null && handle.Turn == work.Turn ? 0 : work.Refusals };
        draft.ChangeAgent(news.Unit);
        List<(string Key, string Value)> payload = [("agent", agent), ("runtime", handle.Runtime), ("conversation", handle.Conversation)];
        if (handle.Run is { } remote) payload.Add(("run", remote));
        draft.TellOf(EventTypes.AgentStarted, news.Unit, news.At, [.. payload]);
    }

    /// <summary>Takes in what is said of an answer. Where nobody could look at it the attempt has failed: the answer stays, for the next one.</summary>
    public void Apply(AnswerOutcome outcome)
    {
        StepUnit unit = outcome.Start.Unit;
        answers.Apply(outcome, time.GetTimestamp());
        if (outcome.Failure is not { } exception || !answers.IsAsking(unit)) return;
        draft.StopAgent(unit);
        Fail(unit, state[unit], exception);
        Settled(unit, state[unit], isDone: false);
    }

    /// <summary>An answer that was being looked at before the run was read again.</summary>
    public void ContinueAnswer(AnswerStart check) => answers.Continue(check);

    /// <summary>What is known of the remote work of a step; what is not known begins with its next try.</summary>
    private AgentWork WorkOf(StepUnit unit) => state[unit] is var step && step.Agent is { } work ? work : new AgentWork(step.Failures + 1);

    /// <summary>What remote agents came to is known, whatever the attempt did.</summary>
    private void TakeIn(StepUnit unit, RemoteEnd remote)
    {
        foreach (RemoteWork given in remote.Open.Where(static work => work.IsGivenUp)) draft.StopAgent(unit, given.Agent, given.Handle);
        if (!remote.Declared) return;
        StepState step = state[unit];
        if (remote.Error is { } error)
        {
            List<(string Key, string Value)> payload = [("agent", plan.Steps[unit.Step].Agent!), ("kind", error.Kind.ToString())];
            if (error.Code is { } code) payload.Add(("code", Cut(code)));
            draft.Tell(EventTypes.AgentFailed, unit, [.. payload]);
        }

        if (remote is { Usage: null, IsUncertain: false, Error: null }) return;
        step.Agent = WorkOf(unit) with { IsUncertain = remote.IsUncertain, Usage = remote.Usage };
        draft.ChangeAgent(unit);
        if (remote.IsGivenUp) draft.StopAgent(unit);
    }

    /// <summary>The agent of a step asks back: the step waits, and nobody holds the run for it.</summary>
    private void Ask(StepUnit unit, RemoteEnd remote)
    {
        state[unit].Agent = WorkOf(unit);
        answers.Ask(unit, remote.Asked!, remote.Handle!, state.TimeLeft(unit, time.GetTimestamp()));
    }

    /// <summary>A turn that came to nothing of its agent's doing: it is sent again, or another try begins, and neither counts as a failure.</summary>
    /// <returns>Whether it is; if not, the attempt has failed.</returns>
    private bool IsSentAgain(StepUnit unit, RemoteEnd? remote)
    {
        if (remote is not { Declared: true, Error: { } error } || failure is not null || IsCancelling || !parts.MayRetry(unit)) return false;
        AgentWork work = WorkOf(unit);
        if (error.IsTransient && work.Refusals + 1 < AgentOptions.MaxSends) return SendAgain(unit, error, work with { Refusals = work.Refusals + 1 }, Rest(work.Refusals, error.RetryAfter));
        if (error.Kind != AgentErrorKind.Ambiguous || plan.Steps[unit.Step].NotIdempotent || work.Ambiguities >= MaxAmbiguities) return false;
        draft.StopAgent(unit);
        return SendAgain(unit, error, work.NextTry() with { Ambiguities = work.Ambiguities + 1 }, TimeSpan.Zero);
    }

    /// <summary>A turn that the runtime has, and that cannot be read on any more however often it is asked: it may have been done.</summary>
    /// <returns>What is to be said of it; null: it is known not to be so.</returns>
    private AgentError? Doubt(StepUnit unit, RemoteEnd? remote) =>
        remote is { Declared: true, Error: { IsTransient: true } error } && WorkOf(unit) is { Sent: not null } work && work.Refusals + 1 >= AgentOptions.MaxSends
            ? error with { Kind = AgentErrorKind.Ambiguous, Message = $"{error.Message} ({error.Kind}); the runtime has the turn, and may have done it" }
            : null;

    private bool SendAgain(StepUnit unit, AgentError error, AgentWork work, TimeSpan wait)
    {
        if (IsOutOfTime(unit, wait, time.GetTimestamp())) return false;
        state[unit].Agent = work;
        draft.ChangeAgent(unit);
        state.Wait(unit, wait);
        draft.Tell(EventTypes.StepRetryScheduled, unit, ("reason", $"agent '{plan.Steps[unit.Step].Agent}': {error.Kind}: {Cut(error.Message)}"), ("delay", wait.ToString("c", CultureInfo.InvariantCulture)));
        return true;
    }

    /// <summary>How long a runtime is left alone that could not take a turn: what it asks for, or twice as long each time, moved at random by a fifth so that runs which were refused together spread out.</summary>
    private TimeSpan Rest(int refusals, TimeSpan? asked)
    {
        double random = Random.Shared.NextDouble();
        double rest = Math.Min(AgentOptions.ResendDelay.TotalMilliseconds * Math.Pow(2, refusals), AgentOptions.MaxResendDelay.TotalMilliseconds) * (0.8 + (0.4 * random));
        if (asked is { } at) rest = Math.Max(rest, Math.Min(at.TotalMilliseconds, LongestRest.TotalMilliseconds) * (1 + (0.2 * random)));
        return TimeSpan.FromMilliseconds(rest);
    }

    /// <summary>A failed attempt ends its try: the next one begins anew, under ids of its own. Where none follows, the row says where the work was.</summary>
    private void EndTry(StepUnit unit, bool isLast)
    {
        if (state[unit].Agent is not { } work) return;
        state[unit].Agent = isLast ? work with { Resumes = false } : work.NextTry();
        draft.ChangeAgent(unit);
    }

    /// <summary>What a person has to know of a failure that no policy may decide on.</summary>
    private StepError Advise(StepUnit unit, Exception exception, StepError error)
    {
        StepPlan step = plan.Steps[unit.Step];
        if (exception is not RemoteAgentException { Error.Kind: AgentErrorKind.Ambiguous } || (step.Agent is null && !step.NotIdempotent)) return error;
        string where = state[unit].Agent?.Handle is { } handle ? $"conversation '{handle.Conversation}' of {handle.Runtime}" : "the runtime";
        string why = step.NotIdempotent ? "doing it twice does harm ([NotIdempotent])" : $"it came to that in {MaxAmbiguities + 1} tries";
        return error with
        {
            Message = $"{error.Message}. Whether step '{step.Id}' was done is not known, and {why}: look at {where}, and decide. To do it again: perdure.retry('{run.Id}'). Where it was done: fork the run, and give the step its result by ForkOptions.Results",
        };
    }

    /// <summary>Answers that have come are looked at; who has waited for one as long as it may has failed.</summary>
    private void TakeAnswers(long now, List<AnswerStart> checks)
    {
        foreach (StepUnit unit in answers.Advance(now, checks))
        {
            // What is out of time altogether fails of that.
            if (IsOutOfTime(unit, TimeSpan.Zero, now)) continue;
            StepPlan step = plan.Steps[unit.Step];
            draft.Tell(EventTypes.SignalTimedOut, unit, ("signal", step.Interrupt!.Signal));
            draft.StopAgent(unit);
            var late = new TimeoutException($"Signal '{step.Interrupt.Signal}' did not answer agent '{step.Agent}' of step '{step.Id}' within {step.Interrupt.Timeout}");
            Fail(unit, state[unit], late, isLast: true);
            Settled(unit, state[unit], isDone: false);
        }
    }

    /// <summary>The turn of an attempt that was lost before its work was found may have been sent.</summary>
    private void NoteLost(StepUnit unit)
    {
        if (state[unit] is not { IsLost: true } || plan.Steps[unit.Step] is not { Agent: not null, NotIdempotent: true } || WorkOf(unit) is not { Sent: null } work) return;
        state[unit].Agent = work with { IsUncertain = true };
        draft.ChangeAgent(unit);
    }

    private static string Cut(string text) => PerdureJson.Storable(text.Length > 1_000 ? text[..1_000] + " …" : text);
}
