using Perdure.Agents;
using Perdure.Coordination.Modifiers;
using Perdure.Steps;

namespace Perdure.Coordination.Driving;

/// <summary>What comes to the driver of a held run.</summary>
internal sealed partial class RunDriver
{
    /// <summary>Waits for something to happen, and takes in all that has.</summary>
    /// <returns>The attempts that ended.</returns>
    private async Task<IReadOnlyList<StepOutcome>> TakeInAsync()
    {
        List<StepOutcome> outcomes = [];
        var hinted = false;
        for (object? next = await ReceiveAsync().ConfigureAwait(false); next is not null; next = inbox.Reader.TryRead(out object? more) ? more : null)
        {
            if (next is StepOutcome outcome) outcomes.Add(outcome);
            else if (next is DecisionOutcome decided) TakeIn(decided);
            else if (next is QueueKeyOutcome key) TakeIn(key);
            else if (next is DelayOutcome delay) TakeIn(delay);
            else if (next is ItemOutcome said) TakeIn(said);
            else if (next is AnswerOutcome answer) TakeIn(answer);
            else if (next is AgentNews news) TakeIn(news);
            else if (next is Signal.Mail) hinted = true;
            else if (next is Signal.RecordStarts) progress.RecordStarts();
        }

        services.Locks.Over.ThrowIfCancellationRequested();
        if (stopping) progress.Stop();
        if (hinted)
        {
            Interlocked.Exchange(ref mailHinted, 0);
            await TakeMailAsync().ConfigureAwait(false);
        }

        foreach (StepOutcome outcome in outcomes)
        {
            inFlight.Remove(outcome.Unit);
            progress.Apply(outcome);
            if (outcome.Failure is { } failure) LogStepFailed(services.Logger, failure, outcome.Flight!.Start.Name, claimed.Id);
        }

        return outcomes;
    }

    private async Task<object> ReceiveAsync()
    {
        if (inbox.Reader.TryRead(out object? waiting)) return waiting;
        using ITimer? timer = progress.NextDue is { } due
            ? services.Time.CreateTimer(_ => inbox.Writer.TryWrite(Signal.Due), null, due < LongestTimer ? due : LongestTimer, Timeout.InfiniteTimeSpan)
            : null;
        return await inbox.Reader.ReadAsync().ConfigureAwait(false);
    }
}
