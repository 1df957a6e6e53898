using System.Data.Common;
using Perdure.Payloads;
using Perdure.Storage;

namespace Perdure.Runtime.Tests.Store;

/// <summary>A store that hands everything on; tests override what they want to hold, fail or count.</summary>
internal class DelegatingStore(IExecutionStore inner) : IExecutionStore
{
    public virtual ValueTask<IReadOnlyList<NewExecution>> StartAsync(IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken) => inner.StartAsync(runs, cancellationToken);

    public virtual ValueTask<IReadOnlyList<NewExecution>> StartWithinAsync(DbTransaction transaction, IReadOnlyList<NewExecution> runs, CancellationToken cancellationToken) =>
        inner.StartWithinAsync(transaction, runs, cancellationToken);

    public virtual ValueTask<bool> IsServedAsync(string plan, string? queue, CancellationToken cancellationToken) => inner.IsServedAsync(plan, queue, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ExecutionRow>> GetAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.GetAsync(executionIds, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ExecutionRow>> ListAsync(ListRequest request, CancellationToken cancellationToken) => inner.ListAsync(request, cancellationToken);

    public virtual ValueTask<bool> CancelAsync(Guid executionId, CancellationToken cancellationToken) => inner.CancelAsync(executionId, cancellationToken);

    public virtual ValueTask<bool> AnswerAsync(Guid executionId, string question, StoredPayload value, CancellationToken cancellationToken) => inner.AnswerAsync(executionId, question, value, cancellationToken);

    public virtual ValueTask<bool> SignalAsync(Guid executionId, string name, StoredPayload value, CancellationToken cancellationToken) => inner.SignalAsync(executionId, name, value, cancellationToken);
    public virtual ValueTask<bool> PauseAsync(Guid executionId, CancellationToken cancellationToken) => inner.PauseAsync(executionId, cancellationToken);

    public virtual ValueTask<bool> ResumeAsync(Guid executionId, CancellationToken cancellationToken) => inner.ResumeAsync(executionId, cancellationToken);

    public virtual ValueTask<bool> TerminateAsync(Guid executionId, string? reason, CancellationToken cancellationToken) => inner.TerminateAsync(executionId, reason, cancellationToken);

    public virtual ValueTask<bool> RetryAsync(Guid executionId, CancellationToken cancellationToken) => inner.RetryAsync(executionId, cancellationToken);

    public virtual ValueTask<ForkSource?> ReadForkSourceAsync(Guid executionId, CancellationToken cancellationToken) => inner.ReadForkSourceAsync(executionId, cancellationToken);

    public virtual ValueTask<Guid?> StartDebouncedAsync(NewExecution run, string key, Debounce debounce, CancellationToken cancellationToken) => inner.StartDebouncedAsync(run, key, debounce, cancellationToken);

    public virtual ValueTask<bool> ForkAsync(Fork fork, CancellationToken cancellationToken) => inner.ForkAsync(fork, cancellationToken);

    public virtual ValueTask<int> DeleteFinishedAsync(ExecutionStatus status, TimeSpan age, int maxRows, CancellationToken cancellationToken) =>
        inner.DeleteFinishedAsync(status, age, maxRows, cancellationToken);

    public virtual ValueTask RegisterWorkerAsync(Incarnation worker, TimeSpan lease, CancellationToken cancellationToken) => inner.RegisterWorkerAsync(worker, lease, cancellationToken);

    public virtual ValueTask<bool> HeartbeatAsync(Guid incarnation, TimeSpan lease, CancellationToken cancellationToken) => inner.HeartbeatAsync(incarnation, lease, cancellationToken);

    public virtual ValueTask DeclareDeadAsync(Guid incarnation, CancellationToken cancellationToken) => inner.DeclareDeadAsync(incarnation, cancellationToken);

    public virtual ValueTask DeclareNameDeadAsync(string name, Guid successor, CancellationToken cancellationToken) => inner.DeclareNameDeadAsync(name, successor, cancellationToken);

    public virtual ValueTask<Claim> ClaimAsync(Incarnation worker, ClaimRequest request, CancellationToken cancellationToken) => inner.ClaimAsync(worker, request, cancellationToken);

    public virtual ValueTask<IReadOnlyList<ClaimedRun>> TakeOverAsync(Incarnation worker, TakeOverRequest request, int limit, CancellationToken cancellationToken) =>
        inner.TakeOverAsync(worker, request, limit, cancellationToken);

    public virtual ValueTask<PollResult> PollAsync(Incarnation worker, PollRequest request, CancellationToken cancellationToken) => inner.PollAsync(worker, request, cancellationToken);

    public virtual ValueTask<HolderInspection> InspectHoldersAsync(Guid incarnation, IReadOnlyList<Guid> held, CancellationToken cancellationToken) =>
        inner.InspectHoldersAsync(incarnation, held, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Message>> ReadMailAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.ReadMailAsync(executionIds, cancellationToken);

    public virtual ValueTask<IReadOnlyList<Message>> TakeMailAsync(Guid executionId, Guid holder, long token, KnownMail known, CancellationToken cancellationToken) =>
        inner.TakeMailAsync(executionId, holder, token, known, cancellationToken);

    public virtual ValueTask FenceStepsAsync(IReadOnlyList<Guid> executionIds, Guid holder, CancellationToken cancellationToken) => inner.FenceStepsAsync(executionIds, holder, cancellationToken);

    public virtual ValueTask<IStepTransaction> BeginStepAsync(StepAttempt attempt, CancellationToken cancellationToken) => inner.BeginStepAsync(attempt, cancellationToken);

    public virtual ValueTask<bool> FenceAttemptAsync(StepAttempt attempt, CancellationToken cancellationToken) => inner.FenceAttemptAsync(attempt, cancellationToken);

    public virtual ValueTask<ILookup<Guid, StepRow>> ReadStepsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.ReadStepsAsync(executionIds, cancellationToken);

    public virtual ValueTask<ILookup<Guid, StepRow>> ReadOpenStepsAsync(IReadOnlyList<Guid> executionIds, IReadOnlyList<StepMark> marks, CancellationToken cancellationToken) =>
        inner.ReadOpenStepsAsync(executionIds, marks, cancellationToken);

    public virtual ValueTask<IReadOnlyDictionary<Guid, string>> ReadSnapshotsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) =>
        inner.ReadSnapshotsAsync(executionIds, cancellationToken);

    public virtual ValueTask<IReadOnlyDictionary<StepKey, StoredPayload?>> ReadOutputsAsync(IReadOnlyList<StepKey> steps, CancellationToken cancellationToken) =>
        inner.ReadOutputsAsync(steps, cancellationToken);

    public virtual ValueTask<ILookup<Guid, CompensationRow>> ReadCompensationsAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) =>
        inner.ReadCompensationsAsync(executionIds, cancellationToken);

    public virtual ValueTask<ILookup<Guid, AgentRow>> ReadAgentWorkAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) => inner.ReadAgentWorkAsync(executionIds, cancellationToken);

    public virtual ValueTask<IReadOnlyList<QuestionRow>> ReadQuestionsAsync(Guid executionId, CancellationToken cancellationToken) => inner.ReadQuestionsAsync(executionId, cancellationToken);

    public virtual ValueTask<IReadOnlyList<StepCourse>> ReadCoursesAsync(Guid executionId, IReadOnlyList<string> stepIds, CancellationToken cancellationToken) =>
        inner.ReadCoursesAsync(executionId, stepIds, cancellationToken);

    public virtual ValueTask<IReadOnlyList<StoredPayload?>> ReadItemsAsync(Guid executionId, string stepId, CancellationToken cancellationToken) =>
        inner.ReadItemsAsync(executionId, stepId, cancellationToken);

    public virtual ValueTask OpenLaneAsync(Guid lane, Guid incarnation, CancellationToken cancellationToken) => inner.OpenLaneAsync(lane, incarnation, cancellationToken);

    public virtual ValueTask ReplaceLaneAsync(Guid lane, CancellationToken cancellationToken) => inner.ReplaceLaneAsync(lane, cancellationToken);

    public virtual ValueTask<IReadOnlySet<Guid>> CommitAsync(Batch batch, CancellationToken cancellationToken) => inner.CommitAsync(batch, cancellationToken);

    public virtual ValueTask<IReadOnlyList<HolderRow>> ReadHoldersAsync(IReadOnlyList<Guid> executionIds, CancellationToken cancellationToken) =>
        inner.ReadHoldersAsync(executionIds, cancellationToken);

    public virtual ValueTask<IReadOnlyList<HolderRow>> ReacquireAsync(Guid holder, IReadOnlyList<Checkpoint> checkpoints, CancellationToken cancellationToken) =>
        inner.ReacquireAsync(holder, checkpoints, cancellationToken);

    public virtual ValueTask<IReadOnlySet<Guid>> ReadWrittenAsync(Batch batch, CancellationToken cancellationToken) => inner.ReadWrittenAsync(batch, cancellationToken);

    public virtual ValueTask<TailPage> ReadTailAsync(TailRequest request, CancellationToken cancellationToken) => inner.ReadTailAsync(request, cancellationToken);

    public virtual ValueTask<TailEnd> ReadTailEndAsync(CancellationToken cancellationToken) => inner.ReadTailEndAsync(cancellationToken);

    public virtual ValueTask<RunTailPage?> ReadRunTailAsync(Guid executionId, long afterSeq, int limit, CancellationToken cancellationToken) =>
        inner.ReadRunTailAsync(executionId, afterSeq, limit, cancellationToken);
}
