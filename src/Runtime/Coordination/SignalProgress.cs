using System.Globalization;
using Perdure.Payloads;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination;

/// <summary>Goes on with steps that take a signal: they stand between what lets them in and their first attempt.</summary>
internal sealed class SignalProgress
{
    private readonly RunState state;
    private readonly RunDraft draft;
    private readonly List<int> open;

    public SignalProgress(RunState state, RunDraft draft)
    {
        this.state = state;
        this.draft = draft;
        open = [.. state.Graph.SignalSteps];
    }

    /// <summary>The signals that no step has taken.</summary>
    public SignalMail Mail { get; } = new();

    /// <summary>Whether a step waits for a signal.</summary>
    public bool IsAwaited => open.Exists(IsListening);

    /// <summary>Hands signals to those that wait for them, and ends waits whose time is over. One that has come counts, however late it is.</summary>
    /// <param name="now">The monotonic time from which it is seen.</param>
    /// <returns>Why a step has failed; null: none has.</returns>
    public StepError? Advance(long now)
    {
        if (open.Count == 0) return null;
        open.RemoveAll(step => state[step].IsSettled || state[step].Signal is not null);
        StepError? failure = null;
        foreach (int step in open)
        {
            bool isListening = IsListening(step);
            bool isDue = state.IsReady(step, now);
            if (!isListening && !isDue) continue;
            if (Mail.Take(SignalOf(step).Name) is { } value) Receive(step, value, now);
            else if (!isListening) Listen(step);
            else if (isDue) failure ??= TimeOut(step, now);
        }

        return failure;
    }

    private SignalPlan SignalOf(int step) => state.Plan.Steps[step].Signal!;

    private bool IsListening(int step) => state[step] is { Status: StepStatus.Waiting, WaitsFor: not null };

    private void Receive(int step, StoredPayload value, long now)
    {
        state[step].Signal = new ReceivedSignal(value);
        state.GoOn(step, now);
        draft.Tell(EventTypes.SignalReceived, step, ("signal", SignalOf(step).Name));
    }

    private void Listen(int step)
    {
        SignalPlan signal = SignalOf(step);
        state.WaitFor(step, SignalInput.Describe(signal), signal.Timeout);
        if (signal.Timeout is { } timeout) draft.Tell(EventTypes.StepWaiting, step, ("signal", signal.Name), ("timeout", timeout.ToString("c", CultureInfo.InvariantCulture)));
        else draft.Tell(EventTypes.StepWaiting, step, ("signal", signal.Name));
    }

    private StepError? TimeOut(int step, long now)
    {
        SignalPlan signal = SignalOf(step);
        draft.Tell(EventTypes.SignalTimedOut, step, ("signal", signal.Name));
        if (signal.IsOptional)
        {
            state[step].Signal = new ReceivedSignal(Value: null);
            state.GoOn(step, now);
            return null;
        }

        StepPlan planned = state.Plan.Steps[step];
        var error = new StepError(typeof(TimeoutException).FullName!, $"Signal '{signal.Name}' did not come to step '{planned.Id}' within {signal.Timeout}", planned.Id, state[step].Attempt, Stack: null);
        state[step].Error = PerdureJson.Write(error);
        state.Set(step, StepStatus.Failed);
        draft.TellFailure(step, error);
        return error;
    }
}
