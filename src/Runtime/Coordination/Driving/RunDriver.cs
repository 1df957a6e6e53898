using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Perdure.Agents;
using Perdure.Checkpoints;
using Perdure.Coordination.Modifiers;
using Perdure.Coordination.Progress;
using Perdure.State;
using Perdure.Steps;
using Perdure.Storage;

namespace Perdure.Coordination.Driving;

/// <summary>
/// Drives one held run until it ends, waits, is lost or handed back. One loop: decide, commit, and then, and only then, go on. Everything that happens to the
/// run comes through one inbox, so nothing here needs a lock.
/// </summary>
internal sealed partial class RunDriver : IDisposable
{
    /// <summary>What a timer can count to; a longer wait looks again in between.</summary>
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(1);

    private readonly ClaimedRun claimed;
    private readonly WorkflowPlan plan;
    private readonly RunServices services;

    // Whoever brings news goes on with the run: the thread of a step that has ended has nothing else to do, and no user's code runs in between.
    private readonly Channel<object> inbox = Channel.CreateUnbounded<object>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly Dictionary<StepUnit, Flight> inFlight = [];
    private readonly CancellationTokenSource ending = new();
    private readonly LocalRun? local;
    private readonly Action<TimeSpan>? parked;
    private readonly long? beginsAt;
    private readonly long? endsAt;
    private RecordedRun? recorded;
    private RunProgress progress = null!;
    private long token;
    private long unrecordedSince;
    private int watched;
    private volatile bool stopping;

    /// <param name="parked">Told when the run is let go of, with after how long it is due again.</param>
    public RunDriver(AdoptedRun adopted, WorkflowPlan plan, RunServices services, Action<TimeSpan>? parked = null)
    {
        this.parked = parked;
        claimed = adopted.Run;
        local = adopted.Local;
        mail = [.. adopted.Mail];
        mailThrough = mail.Count == 0 ? 0 : mail.Max(static message => message.Id);
        recorded = adopted.Recorded;
        this.plan = plan;
        this.services = services;
        token = claimed.Token;
        beginsAt = After(claimed.BeginsIn);
        endsAt = After(claimed.EndsIn);
    }

    private enum Signal
    {
        Mail,
        Stop,
        Due,
        RecordStarts,
        Over,
    }

    /// <summary>The run's id.</summary>
    public Guid ExecutionId => claimed.Id;

    /// <summary>Whether it may be what its workers died of.</summary>
    public bool IsSuspect => claimed.IsSuspect;

    /// <summary>Since when, in monotonic time, a step runs of whose start no checkpoint tells; 0: none does. Read by others: a hint.</summary>
    public long UnrecordedSince => Volatile.Read(ref unrecordedSince);

    /// <summary>Claims or gives up the one place of this run among those that are watched.</summary>
    /// <returns>Whether it was the other way before.</returns>
    public bool SetWatched(bool value) => Interlocked.Exchange(ref watched, value ? 1 : 0) != (value ? 1 : 0);

    /// <summary>Starts no further step, and hands the run back once the running ones have settled.</summary>
    public void Stop()
    {
        // Said beside the inbox as well: a driver that has not begun begins with it.
        stopping = true;
        inbox.Writer.TryWrite(Signal.Stop);
    }

    /// <summary>Lets a checkpoint tell of the steps that still run.</summary>
    public void RecordStarts() => inbox.Writer.TryWrite(Signal.RecordStarts);

    /// <summary>The incarnation is over: nothing is written any more.</summary>
    public void EndNow()
    {
        inbox.Writer.TryWrite(Signal.Over);
        Interrupt();
    }

    /// <summary>Ends the running steps. What their code does when it hears of it runs apart: it must not hold up whoever says so.</summary>
    public void Interrupt()
    {
        InterruptSteps();
        _ = EndAttemptsAsync(endingUndo);
    }

    public void Dispose()
    {
        ending.Dispose();
        endingUndo.Dispose();
    }

    /// <summary>Drives the run. Throws only for what is a defect; the caller hands the run back then.</summary>
    public async Task RunAsync()
    {
        try
        {
            Load(claimed);
            IReadOnlyList<StepOutcome> outcomes = [];
            while (!services.Locks.Over.IsCancellationRequested)
            {
                if (!await MoveAsync(outcomes).ConfigureAwait(false)) return;
                outcomes = await TakeInAsync().ConfigureAwait(false);
                if (isLost)
                {
                    await LeaveLostAsync().ConfigureAwait(false);
                    return;
                }
            }
        }
        catch (PlanMismatchException mismatch)
        {
            LogMismatch(services.Logger, claimed.Id, mismatch.Message);
            await HandBackAsync(mismatch.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (services.Locks.Over.IsCancellationRequested)
        {
            // The incarnation is over: whoever takes the run over goes on from its last checkpoint.
        }
        finally
        {
            // When this has ended, nothing of the run is under way here any more, save code that does not heed its token.
            local?.Leave();
            EndTelling();
            await EndAllAsync().ConfigureAwait(false);
        }
    }

    private long? After(TimeSpan? time) => time is { } left ? services.Time.GetTimestamp() + (long)(left.TotalSeconds * services.Time.TimestampFrequency) : null;

    private void Load(ClaimedRun from)
    {
        progress = new RunProgress(from, services.States.Restore(from, plan, recorded), services.Time)
        {
            BeginsAt = beginsAt,
            EndsAt = endsAt,
            AgentOptions = services.AgentOptions,
            MaxAmbiguities = services.MaxRecoveries,
        };
        recorded = null;
        if (from.LastSeq == claimed.LastSeq) progress.Begin(services.Locks.Incarnation.Name);
        progress.TellCommitted();
        progress.EndLoops();
        foreach (Flight flight in inFlight.Values)
        {
            if (flight.Start.IsUndo) progress.ContinueUndo(flight.Start.Unit);
            else progress.Continue(flight.Start.Unit, flight.Start.Attempt, flight.StartedAt);
        }

        foreach (int decision in deciding.Keys) progress.Continue(decision);
        foreach (StepUnit unit in keying.Keys) progress.ContinueKey(unit);
        foreach (int step in askingDelays.Keys) progress.ContinueDelay(step);
        foreach (int predicate in askingItems.Keys) progress.ContinueItems(predicate);
        foreach ((AnswerStart check, _) in checking.Values) progress.ContinueAnswer(check);
        foreach (AgentNews news in untold) progress.Apply(news);
        foreach (Message message in mail) progress.Apply(message);
        if (claimed.Recoveries > services.MaxRecoveries) progress.Condemn(services.MaxRecoveries);
        if (stopping) progress.Stop();
    }

    /// <summary>Decides, commits, and starts what may start then.</summary>
    /// <returns>Whether the run goes on here.</returns>
    private async Task<bool> MoveAsync(IReadOnlyList<StepOutcome> outcomes)
    {
        while (true)
        {
            NextMove move = progress.Advance(new HeldContext(token, claimed.Input));
            if (!await SettleMoveAsync(move, outcomes).ConfigureAwait(false)) return false;
            if (move is { Needs.Count: 0, Lookups.Count: 0 }) return true;
            await ProvideAsync(move).ConfigureAwait(false);
            outcomes = [];
        }
    }

    private async Task<bool> SettleMoveAsync(NextMove move, IReadOnlyList<StepOutcome> outcomes)
    {
        if (move.Checkpoint is { } checkpoint)
        {
            CheckpointResult result = await services.Writer.WriteAsync(checkpoint).ConfigureAwait(false);
            token = result.Token;
            switch (result.Outcome)
            {
                case CheckpointOutcome.Lost:
                    await LeaveLostAsync().ConfigureAwait(false);
                    return false;
                case CheckpointOutcome.Refused:
                    services.Meter.Refused(plan.Name);
                    return await RetreatAsync(outcomes, result.Refusal!).ConfigureAwait(false);
                default:
                    ForgetMail(checkpoint);
                    await services.Cache.KeepAsync(claimed.Id, checkpoint.Cacheable).ConfigureAwait(false);
                    Announce(checkpoint);
                    if (checkpoint.Release) return false;
                    break;
            }
        }

        foreach (DecisionStart ask in move.Asks) Launch(ask);
        foreach (QueueKeyStart ask in move.Keys) Launch(ask);
        foreach (DelayStart ask in move.DelayAsks) Launch(ask);
        foreach (ItemAsk ask in move.ItemAsks) Launch(ask);
        foreach (AnswerStart check in move.Checks) Launch(check);
        foreach (StepStart start in move.Starts) Launch(start);
        AnswerTold();
        AnswerNews();
        Watch();
        if (progress.IsEnding) InterruptSteps();
        return true;
    }

    private void Announce(Checkpoint checkpoint)
    {
        if (checkpoint.Status.IsFinished())
        {
            local?.End(checkpoint.Status, checkpoint.Output);
            services.Notifier.End(claimed.Id);
            services.Meter.Ended(plan.Name, checkpoint.Status);
        }

        if (checkpoint.Status is ExecutionStatus.Failed or ExecutionStatus.Compensated) LogRunFailed(services.Logger, claimed.Id, plan.Id);

        AnnounceToOthers(checkpoint);
        AnnounceToQueues(checkpoint);

        // Handed back while there is something to do: another worker should not have to wait for its slow poll.
        if (checkpoint.WakeIn == TimeSpan.Zero) services.Notifier.Ready();
        else if (checkpoint.WakeIn is { } due) parked?.Invoke(due);
    }

    /// <summary>A step that outlasts a moment is told of, so that whoever looks sees it run.</summary>
    private void Watch()
    {
        Volatile.Write(ref unrecordedSince, progress.UnrecordedSince);
        if (unrecordedSince != 0) services.Starts.Watch(this);
    }

    [LoggerMessage(502, LogLevel.Error, "Execution {ExecutionId} is set aside: {Reason}")]
    private static partial void LogMismatch(ILogger logger, Guid executionId, string reason);

    [LoggerMessage(508, LogLevel.Warning, "An attempt of step '{Step}' of execution {ExecutionId} failed")]
    private static partial void LogStepFailed(ILogger logger, Exception failure, string step, Guid executionId);

    [LoggerMessage(509, LogLevel.Error, "Execution {ExecutionId} of '{Plan}' failed")]
    private static partial void LogRunFailed(ILogger logger, Guid executionId, string plan);
}
