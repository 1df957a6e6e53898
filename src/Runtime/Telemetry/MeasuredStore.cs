using System.Data.Common;
using Perdure.Checkpoints;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Telemetry;

/// <summary>A store whose claims, commits and heartbeats are measured. What nobody listens to goes straight through.</summary>
internal sealed class MeasuredStore(IExecutionStore inner, EngineMeter meter, TimeProvider time) : IExecutionStore
{
    public ValueTask<IReadOnlyList<NewExecution>> StartAsync(IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken) => inner.StartAsync(runs, cancellationToken);

    public ValueTask<IReadOnlyList<NewExecution>> StartWithinAsync(DbTransaction transaction, IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken) =>
        inner.StartWithinAsync(transaction, runs, cancellationToken);

    public ValueTask<Guid?> StartDebouncedAsync(NewExecution run, string key, Debounce debounce, CancellationToken cancellationToken) => inner.StartDebouncedAsync(run, key, debounce, cancellationToken);

    public ValueTask<bool> IsServedAsync(string plan, string? queue, CancellationToken cancellationToken) => inner.IsServedAsync(plan, queue, cancellationToken);

    public ValueTask<IReadOnlyList<ExecutionRow>> GetAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.GetAsync(executionIds, cancellationToken);

    public ValueTask<IReadOnlyList<ExecutionRow>> ListAsync(ListRequest request, CancellationToken cancellationToken) => inner.ListAsync(request, cancellationToken);

    public ValueTask<bool> CancelAsync(Guid executionId, CancellationToken cancellationToken) => inner.CancelAsync(executionId, cancellationToken);

    public ValueTask<bool> SignalAsync(Guid executionId, string name, StoredPayload value, CancellationToken cancellationToken) => inner.SignalAsync(executionId, name, value, cancellationToken);

    public ValueTask<bool> AnswerAsync(Guid executionId, string question, StoredPayload value, CancellationToken cancellationToken) => inner.AnswerAsync(executionId, question, value, cancellationToken);

    public ValueTask<bool> PauseAsync(Guid executionId, CancellationToken cancellationToken) => inner.PauseAsync(executionId, cancellationToken);

    public ValueTask<bool> ResumeAsync(Guid executionId, CancellationToken cancellationToken) => inner.ResumeAsync(executionId, cancellationToken);

    public ValueTask<bool> TerminateAsync(Guid executionId, string? reason, CancellationToken cancellationToken) => inner.TerminateAsync(executionId, reason, cancellationToken);

    public ValueTask<bool> RetryAsync(Guid executionId, CancellationToken cancellationToken) => inner.RetryAsync(executionId, cancellationToken);

    public ValueTask<ForkSource?> ReadForkSourceAsync(Guid executionId, CancellationToken cancellationToken) => inner.ReadForkSourceAsync(executionId, cancellationToken);

    public ValueTask<bool> ForkAsync(Fork fork, CancellationToken cancellationToken) => inner.ForkAsync(fork, cancellationToken);

    public ValueTask<int> DeleteFinishedAsync(ExecutionStatus status, TimeSpan age, int maxRows, CancellationToken cancellationToken) =>
        inner.DeleteFinishedAsync(status, age, maxRows, cancellationToken);

    public ValueTask RegisterWorkerAsync(Incarnation worker, TimeSpan lease, CancellationToken cancellationToken) => inner.RegisterWorkerAsync(worker, lease, cancellationToken);

    public async ValueTask<bool> HeartbeatAsync(Guid incarnation, TimeSpan lease, CancellationToken cancellationToken)
    {
        try
        {
            bool renewed = await inner.HeartbeatAsync(incarnation, lease, cancellationToken).ConfigureAwait(false);
            meter.Renewed(renewed ? Outcomes.Succeeded : "lost");
            return renewed;
        }
        catch
        {
            meter.Renewed(Outcomes.Failed);
            throw;
        }
    }

    public ValueTask DeclareDeadAsync(Guid incarnation, CancellationToken cancellationToken) => inner.DeclareDeadAsync(incarnation, cancellationToken);

    public ValueTask DeclareNameDeadAsync(string name, Guid successor, CancellationToken cancellationToken) => inner.DeclareNameDeadAsync(name, successor, cancellationToken);

    public ValueTask<Claim> ClaimAsync(Incarnation worker, ClaimRequest request, CancellationToken cancellationToken) =>
        meter.MeasuresClaims ? MeasureClaimAsync(worker, request, cancellationToken) : inner.ClaimAsync(worker, request, cancellationToken);

    public async ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(Incarnation worker, TakeOverRequest request, int limit, CancellationToken cancellationToken)
    {
        IReadOnlyList<ClaimedRun> taken = await inner.TakeOverAsync(worker, request, limit, cancellationToken).ConfigureAwait(false);

        // Strays were its own before.
        meter.TookOver(taken.Count(run => run.TakenOverFrom != worker.Id));
        return taken;
    }

    public ValueTask<PollResult> PollAsync(Incarnation worker, PollRequest request, CancellationToken cancellationToken) => inner.PollAsync(worker, request, cancellationToken);

    public ValueTask<HolderInspection> InspectHoldersAsync(Guid incarnation, IReadOnlyList<Guid> held, CancellationToken cancellationToken) =>
        inner.InspectHoldersAsync(incarnation, held, cancellationToken);

    public ValueTask<IReadOnlyList<Message>> ReadMailAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.ReadMailAsync(executionIds, cancellationToken);

    public ValueTask<IReadOnlyList<Message>> TakeMailAsync(Guid executionId, Guid holder, long token, KnownMail known, CancellationToken cancellationToken) =>
        inner.TakeMailAsync(executionId, holder, token, known, cancellationToken);

    public ValueTask FenceStepsAsync(IReadOnlyList<Guid> executionIds, Guid holder, CancellationToken cancellationToken) => inner.FenceStepsAsync(executionIds, holder, cancellationToken);

    public ValueTask<IStepTransaction> BeginStepAsync(StepAttempt attempt, CancellationToken cancellationToken) => inner.BeginStepAsync(attempt, cancellationToken);

    public ValueTask<bool> FenceAttemptAsync(StepAttempt attempt, CancellationToken cancellationToken) => inner.FenceAttemptAsync(attempt, cancellationToken);

    public ValueTask<ILookup<Guid, StepRow>> ReadStepsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.ReadStepsAsync(executionIds, cancellationToken);

    public ValueTask<ILookup<Guid, StepRow>> ReadOpenStepsAsync(IReadOnlyList<Guid> executionIds, IReadOnlyList<StepMark> marks, CancellationToken cancellationToken) =>
        inner.ReadOpenStepsAsync(executionIds, marks, cancellationToken);

    public ValueTask<IReadOnlyDictionary<Guid, string>> ReadSnapshotsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.ReadSnapshotsAsync(executionIds, cancellationToken);

    public ValueTask<IReadOnlyDictionary<StepKey, StoredPayload?>> ReadOutputsAsync(IReadOnlyList<StepKey> steps, CancellationToken cancellationToken) =>
        inner.ReadOutputsAsync(steps, cancellationToken);

    public ValueTask<ILookup<Guid, CompensationRow>> ReadCompensationsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) =>
        inner.ReadCompensationsAsync(executionIds, cancellationToken);

    public ValueTask<ILookup<Guid, AgentRow>> ReadAgentWorkAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.ReadAgentWorkAsync(executionIds, cancellationToken);

    public ValueTask<IReadOnlyList<QuestionRow>> ReadQuestionsAsync(Guid executionId, CancellationToken cancellationToken) => inner.ReadQuestionsAsync(executionId, cancellationToken);

    public ValueTask<IReadOnlyList<StepCourse>> ReadCoursesAsync(Guid executionId, IReadOnlyList<string> stepIds, CancellationToken cancellationToken) =>
        inner.ReadCoursesAsync(executionId, stepIds, cancellationToken);

    public ValueTask<IReadOnlyList<StoredPayload?>> ReadItemsAsync(Guid executionId, string stepId, CancellationToken cancellationToken) => inner.ReadItemsAsync(executionId, stepId, cancellationToken);

    public ValueTask OpenLaneAsync(Guid lane, Guid incarnation, CancellationToken cancellationToken) => inner.OpenLaneAsync(lane, incarnation, cancellationToken);

    public ValueTask ReplaceLaneAsync(Guid lane, CancellationToken cancellationToken) => inner.ReplaceLaneAsync(lane, cancellationToken);

    public ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken) =>
        meter.MeasuresCommits ? MeasureCommitAsync(batch, cancellationToken) : inner.CommitAsync(batch, cancellationToken);

    public ValueTask<IReadOnlyList<HolderRow>> ReadHoldersAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.ReadHoldersAsync(executionIds, cancellationToken);

    public ValueTask<IReadOnlyList<HolderRow>> ReacquireAsync(Guid holder, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellationToken) =>
        inner.ReacquireAsync(holder, checkpoints, cancellationToken);

    public ValueTask<IReadOnlySet<Guid>> ReadWrittenAsync(Batch batch, CancellationToken cancellationToken) => inner.ReadWrittenAsync(batch, cancellationToken);

    public ValueTask<TailPage> ReadTailAsync(TailRequest request, CancellationToken cancellationToken) => inner.ReadTailAsync(request, cancellationToken);

    public ValueTask<TailEnd> ReadTailEndAsync(CancellationToken cancellationToken) => inner.ReadTailEndAsync(cancellationToken);

    public ValueTask<RunTailPage?> ReadRunTailAsync(Guid executionId, long afterSeq, int limit, CancellationToken cancellationToken) =>
        inner.ReadRunTailAsync(executionId, afterSeq, limit, cancellationToken);

    private static string OutcomeOf(CommitFailure failure) => failure switch
    {
        CommitFailure.TryAgain => "retried",
        CommitFailure.HeldUp => "held_up",
        CommitFailure.Refused => "refused",
        CommitFailure.Defect => "defect",
        _ => "unknown",
    };

    private async ValueTask<Claim> MeasureClaimAsync(Incarnation worker, ClaimRequest request, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        Claim claimed = await inner.ClaimAsync(worker, request, cancellationToken).ConfigureAwait(false);
        meter.Claimed(claimed.Runs.Count, time.GetElapsedTime(began));
        return claimed;
    }

    private async ValueTask<IReadOnlySet<Guid>> MeasureCommitAsync(Batch batch, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        IReadOnlySet<Guid> written;
        try
        {
            written = await inner.CommitAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            meter.CommitFailed(OutcomeOf(CommitFailures.Classify(failure)));
            throw;
        }

        meter.Committed(batch.Checkpoints.Count + batch.Starts.Count, time.GetElapsedTime(began));
        return written;
    }
}
