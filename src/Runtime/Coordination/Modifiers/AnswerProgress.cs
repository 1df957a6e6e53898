using System.Globalization;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>
/// Goes on with steps whose agents ask back. Each message answers one question. Of those that wait for one signal the one that has asked first is answered first, whatever asks meanwhile: so nobody's answer goes to a question that came up
/// while it was on its way.
/// </summary>
internal sealed class AnswerProgress(ClaimedRun run, RunState state, RunDraft draft, SignalMail mail)
{
    private readonly List<StepUnit> asking = [.. state.Asking()];
    private readonly Dictionary<string, StepUnit> checking = new(StringComparer.Ordinal);

    /// <summary>Whether a step waits for an answer.</summary>
    public bool IsAwaited => asking.Exists(IsAsking);

    /// <summary>Whether an answer is being looked at.</summary>
    public bool AreChecked => checking.Count > 0;

    /// <summary>Whether an answer to a step is being looked at.</summary>
    public bool IsChecked(StepUnit unit) => checking.ContainsValue(unit);

    /// <summary>Whether a step waits for an answer.</summary>
    public bool IsAsking(StepUnit unit) => state.Find(unit) is { Status: StepStatus.Waiting, Agent.IsAsking: true };

    /// <summary>An agent asks: its step waits.</summary>
    /// <param name="unit">The step, or the item or round of it.</param>
    /// <param name="asked">What it asks.</param>
    /// <param name="handle">Where the waiting work is found.</param>
    /// <param name="atMost">How long there is time for it at all; null: without end.</param>
    public void Ask(StepUnit unit, StoredQuestions asked, StoredHandle handle, TimeSpan? atMost)
    {
        StepPlan step = state.Plan.Steps[unit.Step];
        InterruptPlan plan = step.Interrupt!;
        TimeSpan? wait = plan.Timeout is { } timeout && !(atMost < timeout) ? timeout : atMost;
        state.WaitFor(unit, $"signal {plan.Signal}", wait);
        List<(string Key, string Value)> payload = [("agent", step.Agent!), ("signal", plan.Signal), ("questions", asked.Count.ToString(CultureInfo.InvariantCulture))];
        if (plan.Timeout is { } limit) payload.Add(("timeout", limit.ToString("c", CultureInfo.InvariantCulture)));
        draft.Tell(EventTypes.AgentInterrupted, unit, [.. payload]);
        state[unit].Agent = state[unit].Agent! with { Questions = asked, Answers = [], AskedSeq = draft.Log.LastSeq, Handle = handle, Refusals = 0, IsUncertain = false };
        draft.ChangeAgent(unit);
        asking.Add(unit);
    }

    /// <summary>Lets answers that have come be looked at, one of each name at a time.</summary>
    /// <param name="now">The monotonic time from which it is seen.</param>
    /// <param name="checks">What is to be looked at.</param>
    /// <returns>What has waited as long as it may. One that has come counts, however late it is.</returns>
    public IReadOnlyList<StepUnit> Advance(long now, List<AnswerStart> checks)
    {
        asking.RemoveAll(unit => !IsAsking(unit));
        RefuseClosed();
        if (asking.Count == 0) return [];
        List<StepUnit> late = [];
        foreach (IGrouping<string, StepUnit> waiting in asking.OrderBy(unit => state[unit].Agent!.AskedSeq).ThenBy(static unit => unit).GroupBy(SignalOf))
        {
            if (checking.ContainsKey(waiting.Key)) continue;
            if (Next([.. waiting], waiting.Key) is { } next)
            {
                checking.Add(waiting.Key, next.Unit);
                checks.Add(next);
                continue;
            }

            late.AddRange(waiting.Where(unit => state[unit].DueAt <= now));
        }

        return late;
    }

    /// <summary>
    /// The oldest answer that a question waits for. One that names its question answers that, once those in front of it are answered. One that names none answers the oldest open question, unless it was sent for an earlier one of the
    /// name, which is over: who has sent it has not seen this one. What was sent before anything of the name was asked is for whatever is asked first.
    /// </summary>
    private AnswerStart? Next(IReadOnlyList<StepUnit> waiting, string signal)
    {
        foreach ((long message, SignalMessage sent) in mail.Of(signal))
        {
            StepUnit oldest = waiting[0];
            StepUnit[] named = sent.Question is { } question ? [.. waiting.Where(unit => state[unit].Agent!.AsksNext(question))] : [oldest];
            if (named.Length == 0) continue;
            if (sent.Question is null && sent.Asked > 0 && state[oldest].Agent!.AskedSeq > sent.Asked)
            {
                mail.Take(signal, message);
                draft.Tell(EventTypes.AgentAnswerRefused, oldest, ("agent", state.Plan.Steps[oldest.Step].Agent!), ("signal", signal), ("reason", "it was sent for an earlier question, before this one was asked"));
                continue;
            }

            return new AnswerStart(run.Id, state.Plan.Steps[named[0].Step], named[0], state[named[0]].Agent!, message, sent.Value);
        }

        return null;
    }

    /// <summary>Answers to questions that are answered, or over, are not kept: nothing will ask them again.</summary>
    private void RefuseClosed()
    {
        foreach ((long message, SignalMessage sent) in mail.Answers())
        {
            if (asking.Exists(unit => state[unit].Agent!.Asks(sent.Question!)) || !mail.Take(sent.Name, message)) continue;
            draft.Tell(EventTypes.AgentAnswerRefused, ("signal", sent.Name), ("question", sent.Question!), ("reason", "the question that it names is not open any more"));
        }
    }

    /// <summary>An answer that was being looked at before the run was read again.</summary>
    public void Continue(AnswerStart check) => checking.TryAdd(check.Step.Interrupt!.Signal, check.Unit);

    /// <summary>Takes in what is said of an answer.</summary>
    /// <returns>Whether its step can go on: all is answered.</returns>
    public bool Apply(AnswerOutcome outcome, long now)
    {
        StepUnit unit = outcome.Start.Unit;
        string signal = SignalOf(unit);
        checking.Remove(signal);
        if (outcome.Interrupt is not { } interrupt || !IsAsking(unit) || !mail.Take(signal, outcome.Start.Message)) return false;
        if (outcome.Refusal is { } refusal)
        {
            draft.Tell(EventTypes.AgentAnswerRefused, unit, ("agent", state.Plan.Steps[unit.Step].Agent!), ("signal", signal), ("interrupt", interrupt), ("reason", refusal));
            return false;
        }

        AgentWork work = state[unit].Agent!;
        work = work with { Answers = [.. work.Answers, outcome.Start.Value] };
        draft.Tell(EventTypes.SignalReceived, unit, ("signal", signal), ("interrupt", interrupt));
        draft.ChangeAgent(unit);
        if (work.IsAsking)
        {
            state[unit].Agent = work;
            return false;
        }

        state[unit].Agent = work with { Turn = work.Turn + 1, Resumes = true };
        state.GoOn(unit, now);
        return true;
    }

    private string SignalOf(StepUnit unit) => state.Plan.Steps[unit.Step].Interrupt!.Signal;
}
