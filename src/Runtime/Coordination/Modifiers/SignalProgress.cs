using System.Globalization;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Modifiers;

/// <summary>
/// Goes on with what takes a signal: it stands between what lets a step in and its first attempt. A repeated step takes one in each of its rounds, before that round's first attempt.
/// </summary>
internal sealed class SignalProgress
{
    private readonly RunState state;
    private readonly RunDraft draft;
    private readonly List<StepUnit> open;

    public SignalProgress(RunState state, RunDraft draft)
    {
        this.state = state;
        this.draft = draft;
        open = [.. state.Graph.SignalSteps.Where(step => state.Plan.Steps[step].Repeat is null).Select(step => new StepUnit(step)), .. state.RoundsWithSignals()];
    }

    /// <summary>The signals that no step has taken.</summary>
    public SignalMail Mail { get; } = new();

    /// <summary>Whether a step waits for a signal.</summary>
    public bool IsAwaited => open.Exists(IsListening);

    /// <summary>Hands signals to those that wait for them, and ends waits whose time is over. One that has come counts, however late it is.</summary>
    /// <param name="now">The monotonic time from which it is seen.</param>
    /// <returns>What has failed.</returns>
    public IReadOnlyList<StepUnit> Advance(long now)
    {
        if (open.Count == 0) return [];
        open.RemoveAll(unit => state.Find(unit) is not { IsSettled: false, Signal: null });
        List<StepUnit> failed = [];
        foreach (StepUnit unit in open)
        {
            bool isListening = IsListening(unit);
            bool isDue = state.IsReady(unit, now);
            if (!isListening && !isDue) continue;
            if (Mail.Take(SignalOf(unit).Name) is { } value) Receive(unit, value, now);
            else if (!isListening) Listen(unit);
            else if (isDue && TimeOut(unit, now)) failed.Add(unit);
        }

        return failed;
    }

    /// <summary>Whether a round that has just begun waits for its signal; if not, it has it.</summary>
    public bool Holds(StepUnit unit, long now)
    {
        if (unit.Round == 0 || state.Plan.Steps[unit.Step].Signal is not { } signal || state[unit].Signal is not null) return false;
        if (!open.Contains(unit)) open.Add(unit);
        if (Mail.Take(signal.Name) is { } value)
        {
            Receive(unit, value, now);
            return false;
        }

        Listen(unit);
        return true;
    }

    private SignalPlan SignalOf(StepUnit unit) => state.Plan.Steps[unit.Step].Signal!;

    private bool IsListening(StepUnit unit) => state.Find(unit) is { Status: StepStatus.Waiting, WaitsFor: not null };

    private void Receive(StepUnit unit, StoredPayload value, long now)
    {
        state[unit].Signal = new ReceivedSignal(value);
        state.GoOn(unit, now);
        draft.Tell(EventTypes.SignalReceived, unit, ("signal", SignalOf(unit).Name));
    }

    private void Listen(StepUnit unit)
    {
        SignalPlan signal = SignalOf(unit);
        state.WaitFor(unit, SignalInput.Describe(signal), signal.Timeout);
        if (signal.Timeout is { } timeout) draft.Tell(EventTypes.StepWaiting, unit, ("signal", signal.Name), ("timeout", timeout.ToString("c", CultureInfo.InvariantCulture)));
        else draft.Tell(EventTypes.StepWaiting, unit, ("signal", signal.Name));
    }

    /// <summary>No signal has come in time: what can do without goes on.</summary>
    /// <returns>Whether it has failed.</returns>
    private bool TimeOut(StepUnit unit, long now)
    {
        SignalPlan signal = SignalOf(unit);
        draft.Tell(EventTypes.SignalTimedOut, unit, ("signal", signal.Name));
        if (signal.IsOptional)
        {
            state[unit].Signal = new ReceivedSignal(Value: null);
            state.GoOn(unit, now);
            return false;
        }

        StepPlan planned = state.Plan.Steps[unit.Step];
        var error = new StepError(typeof(TimeoutException).FullName!, $"Signal '{signal.Name}' did not come to step '{planned.Id}' within {signal.Timeout}", planned.Id, state[unit].Attempt, Stack: null);
        state[unit].Error = PerdureJson.Write(error);
        state.Set(unit, StepStatus.Failed);
        draft.TellFailure(unit, error);
        return true;
    }
}
